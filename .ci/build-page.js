import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { build } from 'tsdown'

import { pathOf } from './build-options.js'

/** Blanks of a style sheet that say nothing. One before a colon may be a descendant's, and stays. */
export const shorter = (css) =>
  css
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\s*([{};,>])\s*/g, '$1')
    .replaceAll(': ', ':')
    .replaceAll(/#(\w)\1(\w)\2(\w)\3\b/g, '#$1$2$3')
    .replaceAll(/([ :,])0(\.\d)/g, '$1$2')
    .replaceAll(';}', '}')
    .trim()

/**
 * Compiles the one script of a page.
 * @param page `name` of the script, `entry` and `tsconfig` as paths in the repository, `outDir`,
 * `plugins` besides
 */
export const compilePage = async ({ name, entry, tsconfig, outDir, plugins = [] }) => {
  await build({
    config: false,
    cwd: pathOf('.'),
    entry: { [name]: pathOf(entry) },
    tsconfig: pathOf(tsconfig),
    outDir,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    dts: false,
    logLevel: 'error',
    clean: false,
    minify: true,
    plugins,
    outputOptions: { entryFileNames: '[name].js' },
  })
  return readFileSync(join(outDir, `${name}.js`), 'utf8').trim()
}
