import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { build } from 'tsdown'

import { pathOf } from './build-options.js'

const scriptOf = (name) => pathOf(`src/view/${name}/${name}.ts`)

/** The views: the folders with a file of their own name, which runs in the page. */
const names = readdirSync(pathOf('src/view')).filter((name) => existsSync(scriptOf(name)))

/**
 * What would end a script, or what a host looks for when it adds to a page, is written otherwise: the
 * same in every text and regular expression.
 */
const inPage = (code) => code.replaceAll(/<(?=\/script|!--|head|script)/gi, '\\x3c')

/** Blanks of a style sheet that say nothing. */
const shorter = (css) =>
  css
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\s*([{};:,>])\s*/g, '$1')
    .replaceAll(';}', '}')
    .trim()

const pageOf = (name, script, css) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>jhe-mcp ${name}</title><style>${css}</style></head><body><script>${script}</script></body></html>`

const compile = async (name, entry, outDir) => {
  await build({
    config: false,
    cwd: pathOf('.'),
    entry: { [name]: entry },
    tsconfig: pathOf('src/view/tsconfig.json'),
    outDir,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    dts: false,
    logLevel: 'error',
    clean: false,
    minify: true,
    outputOptions: { entryFileNames: '[name].js' },
  })
  return readFileSync(join(outDir, `${name}.js`), 'utf8').trim()
}

/** Builds the pages of the views: by name, each with its HTML and a hash of it. */
export async function buildViews() {
  const outDir = mkdtempSync(join(tmpdir(), 'jhe-views-'))
  try {
    const css = readFileSync(pathOf('src/view/view.css'), 'utf8')
    const views = {}
    for (const name of names) {
      const script = await compile(name, scriptOf(name), outDir)
      const html = pageOf(name, inPage(script), shorter(css))
      views[name] = { html, hash: createHash('sha256').update(html).digest('hex').slice(0, 8) }
    }
    return views
  } finally {
    rmSync(outDir, { recursive: true })
  }
}
