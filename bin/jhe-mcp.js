#!/usr/bin/env node
// Old syntax on purpose: an old Node must get as far as the message below.
var oldest = 20
var version = process.versions.node
if (Number(version.split('.')[0]) < oldest) {
  console.error(
    'jhe-mcp needs Node.js ' + oldest + ' or newer, and was started by ' + version + '.',
  )
  console.error('It ran as: ' + process.execPath)
  console.error('Install a newer Node.js, or give your host the full path of one as its command.')
  process.exitCode = 1
} else {
  import('../dist/main.js').then(
    function (loaded) {
      return loaded.main()
    },
    function (error) {
      console.error('jhe-mcp could not be loaded: ' + error.code)
      console.error('Install it again; in a clone, run: npm ci && npm run build')
      process.exitCode = 1
    },
  )
}
