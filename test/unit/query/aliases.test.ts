import ts from 'typescript'
import { describe, expect, it } from 'vitest'

import { readSource, sourceFiles } from '../../support/source-files.js'

/** What a declaration at the top of a file says in SQL, and which others of the file it uses. */
interface Declaration {
  readonly isExported: boolean
  /** Texts of its SQL: literals and templates, without what is put into them. */
  readonly sql: string
  /** Aliases that it names by `alias<…>('o')`. */
  readonly named: readonly string[]
  readonly uses: ReadonlySet<string>
}

/** Methods of Kysely whose first argument names rows. */
const naming = ['as', 'with', 'selectFrom', 'innerJoin', 'leftJoin', 'crossJoin']

/** The name that a node gives to rows: `.as('n')`, `alias: 'said'`. */
const nameGivenBy = (node: ts.Node): string | undefined => {
  const isNaming =
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    naming.includes(node.expression.name.text)
  if (isNaming) return literalOf(node.arguments[0])
  const isProperty = ts.isPropertyAssignment(node) && node.name.getText() === 'alias'
  return isProperty ? literalOf(node.initializer) : undefined
}

const literalOf = (node: ts.Node | undefined): string | undefined =>
  node !== undefined && ts.isStringLiteral(node) ? node.text : undefined

const partsOf = (node: ts.Node): readonly ts.Node[] => [
  node,
  ...node.getChildren().flatMap((child) => partsOf(child)),
]

const isText = (node: ts.Node) =>
  ts.isTemplateHead(node) ||
  ts.isTemplateMiddle(node) ||
  ts.isTemplateTail(node) ||
  ts.isStringLiteral(node) ||
  ts.isNoSubstitutionTemplateLiteral(node)

const isAliasCall = (node: ts.Node): node is ts.CallExpression =>
  ts.isCallExpression(node) && node.expression.getText() === 'alias'

const readDeclaration = (statement: ts.Statement, body: ts.Node): Declaration => {
  const parts = partsOf(body)
  const parameters = parts.filter(ts.isParameter).flatMap(({ name }) => partsOf(name))
  const own = parameters.filter(ts.isIdentifier).map(({ text }) => text)
  const used = parts.filter(ts.isIdentifier).map(({ text }) => text)
  const given = parts.flatMap((part) => nameGivenBy(part) ?? []).map((name) => `as ${name}`)
  return {
    isExported: statement.getText().startsWith('export'),
    // what is put in stands between the texts, so that `join ${rows} as t` gives t alone
    sql: [...parts.filter(isText).map(({ text }) => text), ...given].join(' $ '),
    named: parts.filter(isAliasCall).flatMap((call) => literalOf(call.arguments[0]) ?? []),
    uses: new Set(used.filter((name) => !own.includes(name))),
  }
}

const declarationsOf = (source: string): ReadonlyMap<string, Declaration> => {
  const found = new Map<string, Declaration>()
  const add = (name: ts.Node | undefined, statement: ts.Statement, body: ts.Node): void => {
    if (name !== undefined && ts.isIdentifier(name))
      found.set(name.text, readDeclaration(statement, body))
  }
  const file = ts.createSourceFile('x.ts', source, ts.ScriptTarget.Latest, true)
  for (const statement of file.statements) {
    if (ts.isFunctionDeclaration(statement)) add(statement.name, statement, statement)
    if (!ts.isVariableStatement(statement)) continue
    for (const one of statement.declarationList.declarations) add(one.name, statement, one)
  }
  return found
}

/** A declaration with all that it uses of its file. */
const wholeOf = (
  name: string,
  all: ReadonlyMap<string, Declaration>,
  seen = new Map<string, Declaration>(),
): readonly Declaration[] => {
  const one = all.get(name)
  if (one === undefined || seen.has(name)) return [...seen.values()]
  seen.set(name, one)
  for (const used of one.uses) wholeOf(used, all, seen)
  return [...seen.values()]
}

/** The row of the viewer stands under this name in every statement. */
const everywhere = ['viewer', 'public']

/** Aliases that an exported declaration reads and nothing in it gives. */
const freeAliasesIn = (source: string): readonly string[] => {
  const all = declarationsOf(source)
  return [...all].flatMap(([name, { isExported }]) => {
    if (!isExported) return []
    const whole = wholeOf(name, all)
    const sql = whole.map((one) => one.sql).join('\n')
    const given = new Set([
      ...everywhere,
      ...[...sql.matchAll(/\b(?:as|from|join)\s+([a-z_]\w*)/g)].map(([, alias = '']) => alias),
      ...[...sql.matchAll(/\b([a-z_]\w*) as (?:\(|not materialized)/g)].map(([, one = '']) => one),
    ])
    const read = [
      ...whole.flatMap(({ named }) => named),
      ...[...sql.matchAll(/(?<![\w.'/])([a-z_]\w*)\.[a-z_]\w*/g)].map(([, alias = '']) => alias),
    ]
    return [...new Set(read)]
      .filter((alias) => !given.has(alias))
      .map((alias) => `${name}: ${alias}`)
  })
}

const isCode = (path: string): boolean => !path.endsWith('registry.ts')

describe('SQL fragments', () => {
  it.each([...sourceFiles('src/query'), ...sourceFiles('src/permissions')].filter(isCode))(
    '%s: take the aliases that they read as arguments',
    (path) => {
      expect(freeAliasesIn(readSource(path))).toEqual([])
    },
  )

  it.each([
    "export const isValid = sql`o.status <> 'x'`",
    'export const a = (p) => sql`${p} = t.end_at`',
    'const part = sql`cc.code`\nexport const a = () => sql`${part} = 1`',
    "const k = alias<Row>('k')\nexport const a = () => sql`${k.column('id')} = 1`",
  ])('are found where they do not: %s', (source) => {
    expect(freeAliasesIn(source)).toHaveLength(1)
  })

  it.each([
    'export const a = (o) => sql`${o.plain("status")} = 1`',
    'export const a = sql`(select k.id from code as k)`',
    "const k = alias<Row>('k')\nexport const a = () => sql`(select ${k.column('id')} from code as k)`",
  ])('are not found where they do: %s', (source) => {
    expect(freeAliasesIn(source)).toEqual([])
  })
})
