/** Prints the page with all tables open, also those of the views, so that the paper holds every number. */
export function printAll(): void {
  for (const details of document.querySelectorAll('details')) details.open = true
  for (const button of document.querySelectorAll<HTMLElement>('.view [aria-expanded="false"]'))
    button.click()
  print()
}
