/** Arguments of Node that let a program collect its garbage and tell what is left, when asked. */
export const tellsHeap: readonly string[] = [
  '--expose-gc',
  '--import',
  `data:text/javascript,${encodeURIComponent(`process.on('SIGUSR2', () => {
    gc()
    process._rawDebug('heap ' + process.memoryUsage().heapUsed)
  })`)}`,
]
