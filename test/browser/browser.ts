// A real browser for tests: Debian's chromium, headless, with a new profile each time.

import { type Browser, chromium, type Page } from 'playwright-core'

/** Debian's package puts it here; `make test` installs it when it is missing. */
const EXECUTABLE = '/usr/bin/chromium'
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export type Visit = {
  readonly width?: number
  readonly height?: number
  readonly theme?: 'dark' | 'light'
  readonly language?: string
}

export async function openBrowser(t: { after(fn: () => Promise<void>): void }): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: EXECUTABLE, args: QUIET })
  t.after(() => browser.close())
  return browser
}

/** A page that keeps what went wrong in it: exceptions, errors on the console, dialogs. */
export async function visit(
  browser: Browser,
  url: string,
  { width = 1_280, height = 800, theme = 'dark', language = 'en-US' }: Visit = {},
): Promise<{ readonly page: Page; readonly wrong: string[] }> {
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme: theme,
    locale: language,
  })
  const wrong: string[] = []
  page.on('pageerror', error => wrong.push(String(error)))
  page.on('console', message => {
    if (message.type() === 'error') wrong.push(`${message.text()} ${message.location().url}`)
  })
  page.on('dialog', dialog => {
    wrong.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.goto(url)
  return { page, wrong }
}
