#!/usr/bin/sbcl --script
;;; it's a comment "x"
#| block #| nested |# still
|#
(defpackage :sample (:use :cl))
(in-package :sample)
(defvar *limit* 10)
(defparameter +pi+ 3.14)
(DEFUN add-all (x &optional (y 1) &rest more)
  "Say \"hi\" ; no comment
second line"
  (let* ((c #\a) (q #\") (s #\;) (sp #\Space) (p #\())
    (cond ((null x) nil)
          (t (+ x y #xff -1 1/2)))))
(defmacro twice (form) `(progn ,form ,@form))
(defclass point () ((x :initarg :x)))
(defstruct node left)
(defgeneric area (shape))
(defmethod area ((p point)) (format t "~a~%" 'x))
(lambda (x) #'car)
"open
