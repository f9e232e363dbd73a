# Rosenbrock's valley by gradient descent, in R: a task is a line of JSON on stdin.
library(jsonlite)
input <- file("stdin", "r")
while (length(line <- readLines(input, n = 1)) > 0) {
  task <- fromJSON(line)
  state <- file.path(task$checkpoint, "state.rds")
  x <- if (task$from > 0) readRDS(state) else c(-1.2, 1)
  for (epoch in seq_len(task$to - task$from) + task$from) {
    for (step in 1:100) {
      slope <- c(-400 * x[1] * (x[2] - x[1]^2) - 2 * (1 - x[1]), 200 * (x[2] - x[1]^2))
      x <- x - task$config$rate * slope / max(1, sqrt(sum(slope^2)) / task$config$clip)
    }
    saveRDS(x, state)
    value <- 100 * (x[2] - x[1]^2)^2 + (1 - x[1])^2
    cat(toJSON(list(epoch = epoch, value = value), auto_unbox = TRUE, digits = NA), "\n")
  }
  cat('{"done": true}\n')
}
