// What we tell other players, read by those players themselves in a real browser: the same
// texts, times, colours and modes as went in, and they fly. `SCREENSHOTS=folder` keeps pictures.

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { cleanText } from '../../engine/uplink/text.ts'
import { loadRecording } from '../../recordings/comment-file/read-recording.ts'
import { REAL, recording } from '../fixtures/real-recordings.ts'
import { asShown, type Shown } from '../fixtures/shown.ts'
import { imported } from '../flows/imported.ts'
import { Live } from '../flows/live.ts'
import { until } from '../until.ts'
import { openBrowser, visit } from './browser.ts'
import { servePlayers } from './player-pages.ts'

type Read = Pick<Shown, 'text' | 'color' | 'mode'> & { readonly atMs: number }
type Item = Readonly<Record<string, unknown>>
type Player = {
  readonly format: string
  /** An item as the player keeps it, in our words. */
  readonly asRead: (item: Item) => Read
  /** What it makes of a comment of ours that it cannot show as it is. */
  readonly asShownThere?: (comment: Read) => Read
  readonly flying: string
}

const MODES = ['scroll', 'top', 'bottom'] as const
const artplayer: Omit<Player, 'format'> = {
  asRead: ({ text, time, color, mode }) => ({
    ...{ text: String(text), atMs: ms(time), mode: MODES[Number(mode)] ?? 'scroll' },
    color: Number.parseInt(String(color).slice(1), 16),
  }),
  // 0 is no time for it: half a second from now.
  asShownThere: comment => ({ ...comment, atMs: comment.atMs || 500 }),
  flying: '.art-danmuku > div[data-state="emit"]',
}

const PLAYERS: Readonly<Record<string, Player>> = {
  dplayer: {
    format: 'dplayer&api=',
    asRead: ({ text, time, color, type }) => ({
      ...{ text: unescaped(String(text)), atMs: ms(time) },
      ...{ color: Number(color), mode: MODES[Number(type)] ?? 'scroll' },
    }),
    // For it 0 is no colour, and would be white.
    asShownThere: comment => ({ ...comment, color: comment.color || 1 }),
    flying: '.dplayer-danmaku-move',
  },
  'artplayer-json': { ...artplayer, format: 'artplayer' },
  'artplayer-xml': {
    ...artplayer,
    format: 'bilibili-xml',
    asShownThere: comment => ({ ...comment, atMs: comment.atMs || 500, text: comment.text.trim() }),
  },
  danmaku: {
    format: 'danmaku',
    asRead: ({ text, time, mode, style }) => ({
      ...{ text: String(text), atMs: ms(time), mode: mode === 'rtl' ? 'scroll' : (mode as 'top') },
      color: Number.parseInt(String((style as Item).color).slice(1), 16),
    }),
    flying: '#player > div > div',
  },
}
/** Where a comment of each recording is sure to be in flight soon. */
const BUSY_S = { 'bilibili-1783.xml': 30, 'episode.json.gz': 100 }

for (const name of REAL)
  test(`every player reads ${name} as it went in, and flies it`, async t => {
    const live = await Live.start(t)
    const file = recording(t, name)
    const comments = `${live.barrage.url}/v1/replay/${await imported(live, file)}/comments?format=`
    const went = (await loadRecording(file)).comments.map(asShown).map(cleaned)
    const address = await servePlayers(t)
    const browser = await openBrowser(t)
    for (const [player, { format, asRead, asShownThere = same, flying }] of Object.entries(
      PLAYERS,
    )) {
      const size = { width: 960, height: 540 }
      const { page, wrong } = await visit(browser, address(player, comments + format), size)
      const read = await itemsRead(page)
      const expected = went.map(asShownThere).filter(({ text }) => text.trim())
      assert.deepEqual(sorted(read.map(asRead)), sorted(expected), player)

      await page.evaluate(`playFrom(${BUSY_S[name]})`)
      await until(async () => (await chinese(page, flying)).length >= 5, {
        ...{ withinMs: 20_000, what: `comments that fly in ${player}` },
      })
      await kept(page, `${player}-${name}`)
      const texts = new Set(went.map(({ text }) => text.trim()))
      for (const text of await chinese(page, flying)) assert.ok(texts.has(text.trim()), text)
      assert.deepEqual(wrong, [])
      await page.close()
    }
  })

async function itemsRead(page: Page): Promise<readonly Item[]> {
  await until(async () => (await page.evaluate('read().length')) !== 0, { withinMs: 30_000 })
  const plain =
    '({ text, time, color, type, mode, style }) => ({ text, time, color, type, mode, style })'
  return page.evaluate(`read().map(${plain})`)
}

/** The texts on the picture, well away from its right edge, that are Chinese. */
async function chinese(page: Page, flying: string): Promise<readonly string[]> {
  const texts = await page.locator(flying).evaluateAll(elements =>
    elements.flatMap(element => {
      const { left, right, top, bottom } = element.getBoundingClientRect()
      const isSeen = left < 800 && right > 0 && top < 540 && bottom > 0
      return isSeen ? (element.textContent ?? '') : []
    }),
  )
  return texts.filter(text => /\p{Script=Han}/u.test(text))
}

async function kept(page: Page, name: string): Promise<void> {
  const { SCREENSHOTS } = process.env
  if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) })
}

function cleaned({ atMs, text, color, mode }: Shown): Read {
  return { atMs, text: cleanText(text).text, color, mode }
}

function same(comment: Read): Read {
  return comment
}

function sorted(comments: readonly Read[]): string[] {
  return comments.map(one => JSON.stringify([one.atMs, one.text, one.color, one.mode])).sort()
}

function ms(seconds: unknown): number {
  return Math.round(Number(seconds) * 1_000)
}

/** What DPlayer's innerHTML makes of it. */
function unescaped(html: string): string {
  const entities: Readonly<Record<string, string>> = {
    lt: '<',
    gt: '>',
    quot: '"',
    '#39': "'",
    amp: '&',
  }
  return html.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => entities[name] ?? '')
}
