import type { PageTexts } from './page-files.js'

/** The page of the console. The build fills it; from the sources it is empty. */
export const pageTexts: PageTexts = { html: '', script: '', style: '', icon: '' }
