/** A file of the console's page. */
export interface PageFile {
  /** Media type. */
  readonly type: string
  readonly body: Buffer
}

const fileOf = (type: string, text: string): PageFile => ({ type, body: Buffer.from(text) })

/** What the page is built from. */
export interface PageTexts {
  readonly html: string
  readonly script: string
  readonly style: string
  /** SVG. */
  readonly icon: string
}

/** The files of the page by path. */
export function pageFiles({ html, script, style, icon }: PageTexts): ReadonlyMap<string, PageFile> {
  return new Map([
    ['/', fileOf('text/html; charset=utf-8', html)],
    ['/app.js', fileOf('text/javascript; charset=utf-8', script)],
    ['/app.css', fileOf('text/css; charset=utf-8', style)],
    ['/favicon.ico', fileOf('image/svg+xml', icon)],
  ])
}
