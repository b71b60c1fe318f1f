#!/usr/bin/guile
; it's a comment "x"
#| block #| nested |#
still |#
(define-module (sample core))
(define (add! x y) (+ x y 1.5 -2 #xff))
(define limit 10)
(define-syntax swap!
  (syntax-rules () ((_ a b) (let ((tmp a)) (set! a b) (set! b tmp)))))
(define-record-type point (make-point x y) point? (x point-x))
(let loop ((i 0) (c #\a) (q #\") (s #\;) (p #\())
  (cond ((>= i 10) #t)
        (else (display "say \"hi\" ; no comment
second line") (loop (+ i 1)))))
`(list ,x ,@rest #f 'sym #(1 2))
(call/cc (lambda (k) (k #:key)))
#| open
