import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { build } from 'tsdown'

import { asciiOnly, licences, pathOf } from './build-options.js'

const textOf = (path) => readFileSync(pathOf(path), 'utf8')

/** Blanks of a style sheet that say nothing. */
const shorter = (css) =>
  css
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\s*([{};,>])\s*/g, '$1')
    .trim()

const compile = async (outDir, packages) => {
  await build({
    config: false,
    cwd: pathOf('.'),
    entry: { app: pathOf('src/console-page/main.tsx') },
    tsconfig: pathOf('src/console-page/tsconfig.json'),
    outDir,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    dts: false,
    logLevel: 'error',
    clean: false,
    minify: true,
    plugins: [asciiOnly, licences((found) => packages.push(...found))],
    outputOptions: { entryFileNames: '[name].js' },
  })
  return readFileSync(join(outDir, 'app.js'), 'utf8').trim()
}

/**
 * Builds the page of the console.
 * @returns its four files as texts, and the packages that are in it
 */
export async function buildConsole() {
  const outDir = mkdtempSync(join(tmpdir(), 'jhe-console-'))
  const packages = []
  try {
    const script = await compile(outDir, packages)
    return {
      packages,
      texts: {
        html: textOf('src/console-page/index.html').replaceAll(/\n\s*/g, ''),
        script,
        style: shorter(textOf('src/console-page/page.css')),
        icon: textOf('src/console-page/icon.svg').trim(),
      },
    }
  } finally {
    rmSync(outDir, { recursive: true })
  }
}
