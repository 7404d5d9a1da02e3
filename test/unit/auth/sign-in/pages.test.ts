import { createHash } from 'node:crypto'

import { describe, expect, it } from 'vitest'

import { jhe } from '../../../../src/auth/place.js'
import { type Page, pageHeaders, pagesOf } from '../../../../src/auth/sign-in/callback/pages.js'
import { errorCodes, JheError } from '../../../../src/errors.js'

const pages = pagesOf(jhe)
const successPage = pages.signedIn({})
const failures = errorCodes.map(
  (code) => new JheError(code, `What happened with ${code}.`, 'Run `jhe-mcp login`.'),
)
const all: readonly (readonly [string, Page])[] = [
  ['success', successPage],
  ['unfinished', pages.unfinished],
  ['stopped', pages.stopped],
  ['stale', pages.staleTab],
  ['malformed', pages.malformed],
  ...failures.map((error) => [error.code, pages.failure(error)] as const),
]

/** WCAG 2.2, relative luminance of `#rrggbb` or `#rgb`. */
const luminance = (color: string): number => {
  const full = color.length === 4 ? color.replace(/[\da-f]/g, '$&$&') : color
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(full.slice(at, at + 2), 16) / 255
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const contrast = (a: string, b: string): number => {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

const style = (page: Page): string => /<style>(.*?)<\/style>/s.exec(page.html)?.[1] ?? ''

describe('the pages', () => {
  it.each(all)('%s names its language, a title, one heading and what to do next', (_name, page) => {
    expect(page.html).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(page.html).toMatch(/<title>[^<]{5,} – jhe-mcp<\/title>/)
    expect(page.html.match(/<h1>/g)).toHaveLength(1)
    expect(page.html).toMatch(/<p>[^<]+/)
    expect(page.html).toContain('name="viewport"')
  })

  it.each(all)('T-P11: %s loads nothing and runs nothing', (_name, page) => {
    expect(page.html).not.toMatch(/<script|src=|href=|url\(|@import|<form|<img|<link|\son\w+=/)
  })

  it.each(all)('%s names commands of this installation', (_name, page) => {
    const own = page.htmlIn((text) => text.replaceAll('jhe-mcp ', 'npx jhe-mcp@1.2.3 '))
    expect(own.replaceAll('npx jhe-mcp@1.2.3 ', 'jhe-mcp ')).toBe(page.html)
    expect(own).not.toMatch(/<code>jhe-mcp /)
  })

  it('T-P11: allow exactly their own style', () => {
    const hash = createHash('sha256').update(style(successPage)).digest('base64')
    expect(pageHeaders['Content-Security-Policy']).toContain(`style-src 'sha256-${hash}'`)
    expect(new Set(all.map(([, page]) => style(page))).size).toBe(1)
  })

  it('T-P9: only the success page says that somebody is signed in', () => {
    const claiming = all.filter(([, page]) => /you are signed in|success/i.test(page.html))
    expect(claiming.map(([name]) => name)).toEqual(['success'])
    expect(all.filter(([, page]) => page.status === 200).map(([name]) => name)).toEqual(['success'])
  })

  it.each(failures)('T-P9: $code is told in the words of the terminal', (error) => {
    const { html } = pages.failure(error)
    expect(html).toContain(`<p>${error.message}</p>`)
    expect(html).toContain('<p>Run <code>jhe-mcp login</code>.</p>')
  })

  it('T-P11: take the text of an error as text', () => {
    const error = new JheError('CONFIG_INVALID', `<b onclick="x">&'`, '`<i>`')
    const { html } = pages.failure(error)
    expect(html).toContain('<p>&lt;b onclick=&quot;x&quot;&gt;&amp;&#39;</p>')
    expect(html).toContain('<p><code>&lt;i&gt;</code></p>')
  })

  it.each(['light', 'dark'])('are readable in %s colours (WCAG AA)', (scheme) => {
    const roots = [...style(successPage).matchAll(/:root \{([^}]*)\}/g)].map((m) => m[1] ?? '')
    const colors = new Map(
      [...(roots[scheme === 'light' ? 0 : 1] ?? '').matchAll(/--(\w+): (#[\da-f]+)/g)].map(
        ([, name = '', color = '']) => [name, color],
      ),
    )
    const card = colors.get('card') ?? ''
    expect(['ink', 'good', 'bad', 'wait'].map((name) => [name, colors.has(name)])).toEqual(
      ['ink', 'good', 'bad', 'wait'].map((name) => [name, true]),
    )
    for (const name of ['ink', 'good', 'bad', 'wait']) {
      expect(contrast(colors.get(name) ?? '', card), name).toBeGreaterThanOrEqual(4.5)
    }
  })
})
