import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { pathOf } from './build-options.js'
import { compilePage, shorter } from './build-page.js'

const entryOf = (name) => `src/view/${name}/${name}.ts`

/** The views: the folders with a file of their own name, which runs in the page. */
const names = readdirSync(pathOf('src/view')).filter((name) => existsSync(pathOf(entryOf(name))))

const tsconfig = 'src/view/tsconfig.json'

/**
 * What would end a script, or what a host looks for when it adds to a page, is written otherwise: the
 * same in every text and regular expression.
 */
const inPage = (code) => code.replaceAll(/<(?=\/script|!--|head|script)/gi, '\\x3c')

/**
 * Pages are UTF-8, not escapes as our own files are: fewer bytes. Within the first 1024 they say so
 * themselves, which is where a browser looks (HTML, 13.2.3.2) when a host names no charset.
 */
const pageOf = (name, script, css) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>jhe-mcp ${name}</title><style>${css}</style></head><body><script>${script}</script></body></html>`

/** Builds the pages of the views: by name, each with its HTML and a hash of it. */
export async function buildViews() {
  const outDir = mkdtempSync(join(tmpdir(), 'jhe-views-'))
  try {
    const css = readFileSync(pathOf('src/view/view.css'), 'utf8')
    const views = {}
    for (const name of names) {
      const script = await compilePage({ name, entry: entryOf(name), tsconfig, outDir })
      const html = pageOf(name, inPage(script), shorter(css))
      views[name] = { html, hash: createHash('sha256').update(html).digest('hex').slice(0, 8) }
    }
    return views
  } finally {
    rmSync(outDir, { recursive: true })
  }
}
