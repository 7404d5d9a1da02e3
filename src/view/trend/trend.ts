import { TrendPage } from './trend-page.js'

const page = new TrendPage()
document.body.append(page.element)
page.applyLook()
for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
  window.matchMedia(query).addEventListener('change', () => {
    page.applyLook()
  })
}
new ResizeObserver(() => {
  page.applySize()
}).observe(page.element)
void page.session.open()
