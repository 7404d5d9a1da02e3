import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { pathOf } from './build-options.js'
import { compilePage, shorter } from './build-page.js'

/** The views by name, each with the file that runs in its page. */
const entries = { trend: 'src/view/trend/trend.ts' }

const tsconfig = 'src/view/tsconfig.json'

/**
 * What would end a script, or what a host looks for when it adds to a page, is written otherwise: the
 * same in every text and regular expression.
 */
const inPage = (code) => code.replaceAll(/<(?=\/script|!--|head|script)/gi, '\\x3c')

const pageOf = (name, script, css) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>jhe-mcp ${name}</title><style>${css}</style></head><body><script>${script}</script></body></html>`

/** Builds the pages of the views: by name, each with its HTML and a hash of it. */
export async function buildViews() {
  const outDir = mkdtempSync(join(tmpdir(), 'jhe-views-'))
  try {
    const css = readFileSync(pathOf('src/view/view.css'), 'utf8')
    const views = {}
    for (const [name, entry] of Object.entries(entries)) {
      const script = await compilePage({ name, entry, tsconfig, outDir })
      const html = pageOf(name, inPage(script), shorter(css))
      views[name] = { html, hash: createHash('sha256').update(html).digest('hex').slice(0, 8) }
    }
    return views
  } finally {
    rmSync(outDir, { recursive: true })
  }
}
