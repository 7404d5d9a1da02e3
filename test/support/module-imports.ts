import { posix } from 'node:path'

import ts from 'typescript'

import { readSource, sourceFiles } from './source-files.js'

/** The package of an import. */
export const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** Files with elements of a page in them. */
const elementFiles = new Set(sourceFiles('src').filter((path) => path.endsWith('.tsx')))

/** Every import of `src`, with `import()` and types. */
export const imports = sourceFiles('src').flatMap((path) =>
  ts.preProcessFile(readSource(path)).importedFiles.map(({ fileName }) => ({ path, fileName })),
)

/** The file that an import of ours names. */
export const targetOf = ({ path, fileName }: { path: string; fileName: string }): string => {
  const bare = posix.join(posix.dirname(path), fileName).replace(/\.js$/, '')
  return elementFiles.has(`${bare}.tsx`) ? `${bare}.tsx` : `${bare}.ts`
}

const readImports = (path: string): readonly string[] =>
  ts
    .createSourceFile(path, readSource(path), ts.ScriptTarget.Latest)
    .statements.flatMap((statement) => {
      const isImport = ts.isImportDeclaration(statement) && !isTypeOnly(statement)
      const isExport = ts.isExportDeclaration(statement) && !statement.isTypeOnly
      const from = isImport || isExport ? statement.moduleSpecifier : undefined
      return from !== undefined && ts.isStringLiteral(from) ? [from.text] : []
    })

const isTypeOnly = ({ importClause }: ts.ImportDeclaration): boolean =>
  importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword

const known = new Map<string, readonly string[]>()

/** What a file loads as soon as it is loaded itself: no types, no `import()`. Each is parsed once. */
const loadedBy = (path: string): readonly string[] => {
  const found = known.get(path) ?? readImports(path)
  known.set(path, found)
  return found
}

/** All that is loaded with a file, packages too. */
export const closureOf = (path: string, seen = new Set<string>()): ReadonlySet<string> => {
  for (const fileName of loadedBy(path)) {
    const target = fileName.startsWith('.') ? targetOf({ path, fileName }) : packageOf(fileName)
    if (seen.has(target)) continue
    seen.add(target)
    if (fileName.startsWith('.')) closureOf(target, seen)
  }
  return seen
}

/** Whether an import names a file of ours. */
export const isOurs = ({ fileName }: { fileName: string }) => fileName.startsWith('.')

/** Files that import each other, round and round. */
export const circles = (): readonly string[][] => {
  const targets = new Map(
    sourceFiles('src').map((path) => [
      path,
      imports
        .filter((entry) => entry.path === path && isOurs(entry))
        .map(targetOf)
        .filter((target) => target !== path),
    ]),
  )
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    (targets.get(from) ?? []).some((next) => {
      if (next === to) return true
      if (seen.has(next)) return false
      seen.add(next)
      return reaches(next, to, seen)
    })
  return [...targets].flatMap(([path, next]) => {
    const back = next.filter((target) => reaches(target, path))
    return back.map((target) => [path, target])
  })
}
