import { pathToFileURL } from 'node:url'

import { compile, root } from './compile.js'

// apart from each other, so that neither loads what only the other needs
const bench = await compile('bench')
const floorServer = await compile('floor-server')
const floorHttpServer = await compile('floor-http-server')
const floorBridge = await compile('floor-bridge')
const { main } = await import(pathToFileURL(bench).href)
process.exitCode = await main(process.argv.slice(2), {
  root,
  floorServer,
  floorHttpServer,
  floorBridge,
})
