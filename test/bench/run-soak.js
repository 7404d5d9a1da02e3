import { pathToFileURL } from 'node:url'

import { compile } from './compile.js'

const { main } = await import(pathToFileURL(await compile('soak')).href)
process.exitCode = await main(process.argv.slice(2))
