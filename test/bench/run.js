import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { build } from 'tsdown'

import { compiled } from '../../.ci/build-options.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Compiles one file of this folder, with what it imports, the way the product is compiled. It goes
 * right under node_modules, where the packages that stay outside a bundle are found, as far below
 * the root as the sources of the tests are.
 */
const compile = async (name) => {
  const folder = mkdtempSync(join(root, 'node_modules', `.bench-${name}-`))
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true })
  })
  await build({
    ...compiled,
    entry: { [name]: `test/bench/${name}.ts` },
    cwd: root,
    outDir: folder,
    config: false,
  })
  return join(folder, `${name}.js`)
}

// apart from each other, so that neither loads what only the other needs
const bench = await compile('bench')
const floorServer = await compile('floor-server')
const floorHttpServer = await compile('floor-http-server')
const { main } = await import(pathToFileURL(bench).href)
process.exitCode = await main(process.argv.slice(2), { root, floorServer, floorHttpServer })
