import type { Page } from 'playwright-core'

/** Waits until the page that a tab shows has this as its first heading. */
export const headed = async (tab: Page, text: string): Promise<void> => {
  await tab.getByRole('heading', { level: 1, name: text, exact: true }).waitFor()
}
