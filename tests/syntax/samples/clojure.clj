#!/usr/bin/env bb
; it's a comment "x"
(ns sample.core
  (:require [clojure.string :as str]))

(def ^:dynamic *limit* 10)
(defonce state (atom {:name "say \"hi\" ; no comment"}))
(defn- add! [x' & more]
  (let [c \a q \" s \; nl \newline p \(]
    (-> x' (+ 1) (- 0x1f 2.5 3/4) inc)))
(defmacro unless [test & body] `(if ~test nil (do ~@body)))
(defrecord Point [x y])
(defprotocol Shape (area [this]))
(defmulti draw :kind)
(defmethod draw :circle [_] #"re\"gex\d+")
(when-not (empty? more) #{1 2} #(inc %1) @state true)
(println "multi
line")
"open
