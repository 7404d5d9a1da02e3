import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { build } from 'tsdown'

import { compiled } from '../../.ci/build-options.js'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Compiles one file of this folder, with what it imports, the way the product is compiled. It goes
 * right under node_modules, where the packages that stay outside a bundle are found, as far below
 * the root as the sources of the tests are.
 */
export const compile = async (name) => {
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
