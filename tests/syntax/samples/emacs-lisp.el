;;; emacs-lisp.el --- it's a sample  -*- lexical-binding: t; -*-
(require 'cl-lib)
(defgroup sample nil "Say \"hi\"." :group 'tools)
(defcustom sample-limit 10
  "How many ; no comment
in all."
  :type 'integer)
(defvar sample--state nil) ; behind
(defun sample-add (x &optional y)
  "Add X to Y, see `sample-limit'."
  (interactive "p")
  (let* ((c ?a) (q ?\") (s ?\;) (p ?\() (n -1.5))
    (if (> x 0) (+ x y #xff) (setq y t))
    (when-let ((z #'car)) (message "%s\n" z))))
(defmacro sample-twice (form) `(progn ,form ,@form))
(cl-defstruct sample-node left)
(define-minor-mode sample-mode "Doc." :lighter " S")
(use-package magit :bind ("C-x g" . magit-status))
"open
