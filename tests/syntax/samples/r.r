#!/usr/bin/env Rscript
#' It's documented "here"
# a comment
library(stats)
add.all <- function(x, n = 5L, ...) {
  if (is.null(x) || x %% 2 == 0) return(NA)
  y <- x %in% c(1, 0x1f, 2.5e-3, .5, Inf)
  for (i in seq_len(n)) next
  `odd name` <- TRUE
  "say \"hi\" # no comment
second line"
}
mul = function(a) a * 2
raw <- r"(it's "raw" \)"
raw2 <- R"x(a )" b)x"
frame <- data.frame(a = 'it\'s', b = FALSE)
lapply(frame, \(x) x + 1) |> print()
repeat { break }
text <- 'open
