import { format } from 'prettier'
import { describe, expect, it } from 'vitest'

import { renderPage } from '../support/pages.js'
import { readSource, sourceFiles } from '../support/source-files.js'

const page = readSource('test/hazards.md')

/** Ids that stand at the beginning of the name of a test, as in `T-P1: …` or `D08, D11: …`. */
const citation =
  /['"`]((?:T-[A-Z]+\d+|[A-Z]\d{2}|[FQ]\d)(?:, (?:T-[A-Z]+\d+|[A-Z]\d{2}|[FQ]\d))*): /g

/** Rows of the views and the console, as in `row 3: …`, `rows 14 and 15: …` or `rows 1, 2 and 3, pictures 4: …`. */
const rowCitation = /['"`]rows? (\d+(?:(?:, | and )\d+)*)(?:(?:,| and) pictures [^:]*)?: /g

const idsIn = (source: string): readonly string[] => [
  ...[...source.matchAll(citation)].flatMap(([, ids = '']) => ids.split(', ')),
  ...[...source.matchAll(rowCitation)]
    .flatMap(([, numbers = '']) => numbers.split(/, | and /))
    .map((number) => `row ${number}`),
]

/** The files of tests by the ids that they cite. */
const citing = (): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>()
  for (const path of sourceFiles('test')) {
    if (path.startsWith('test/support/') || path === 'test/unit/hazards.test.ts') continue
    for (const id of idsIn(readSource(path))) {
      const files = found.get(id) ?? new Set()
      found.set(id, files.add(path.replace('test/', '')))
    }
  }
  return found
}

const row = /^\| (T-[A-Z]+\d+|[A-Z]\d{2}|[FQ]\d|row \d+) +\|/

/** The page with its last column made anew. */
const rendered = (files: ReadonlyMap<string, ReadonlySet<string>>): string =>
  page
    .split('\n')
    .map((line) => {
      const id = row.exec(line)?.[1]
      if (id === undefined) return line
      const tests = [...(files.get(id) ?? [])].toSorted().map((path) => `\`${path}\``)
      return `${line.slice(0, line.slice(0, -1).lastIndexOf('|'))}| ${tests.join(', ')} |`
    })
    .join('\n')

describe('test/hazards.md', () => {
  const files = citing()

  it('has the hazards that tests are named after, each once, and no other', () => {
    const listed = page.split('\n').flatMap((line) => row.exec(line)?.[1] ?? [])
    expect(listed.toSorted()).toEqual([...files.keys()].toSorted())
  })

  it('names the tests and has the table of faults (`npm run docs` makes both)', async () => {
    const made = await format(renderPage(rendered(files)), { parser: 'markdown', printWidth: 100 })
    await expect(made).toMatchFileSnapshot('../hazards.md')
  })
})
