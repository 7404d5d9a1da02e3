import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { licences, pathOf } from './build-options.js'
import { compilePage, shorter } from './build-page.js'

const textOf = (path) => readFileSync(pathOf(path), 'utf8')

/**
 * Builds the page of the console.
 * @returns its four files as texts, and the packages that are in it
 */
export async function buildConsole() {
  const outDir = mkdtempSync(join(tmpdir(), 'jhe-console-'))
  const packages = []
  try {
    const script = await compilePage({
      name: 'app',
      entry: 'src/console-page/main.tsx',
      tsconfig: 'src/console-page/tsconfig.json',
      outDir,
      plugins: [licences((found) => packages.push(...found))],
    })
    return {
      packages,
      texts: {
        html: textOf('src/console-page/index.html').replaceAll(/\n\s*/g, ''),
        script,
        // the views are parts of this page: their style sheet holds for them alone
        style: `${shorter(textOf('src/console-page/page.css'))}.view{${shorter(textOf('src/view/view.css'))}}`,
        icon: textOf('src/console-page/icon.svg').trim(),
      },
    }
  } finally {
    rmSync(outDir, { recursive: true })
  }
}
