// Pages with other people's players on them, as their own manuals set them up, over a film made
// by ffmpeg; comments come from whatever address the page is opened with. What a player has
// read of them `read()` tells, as the player itself keeps it.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ffmpeg } from '../fixtures/ffmpeg.ts'

const LIBRARIES: Readonly<Record<string, string>> = {
  '/dplayer.js': 'node_modules/dplayer/dist/DPlayer.min.js',
  '/artplayer.js': 'node_modules/artplayer/dist/artplayer.js',
  '/artplayer-plugin-danmuku.js':
    'node_modules/artplayer-plugin-danmuku/dist/artplayer-plugin-danmuku.js',
  '/danmaku.js': 'node_modules/danmaku/dist/danmaku.js',
}

const FILM_S = 150
const FILM = `color=c=0x22364d:s=640x360:r=5:d=${FILM_S}`
const FAST = ['-c:v', 'libvpx', '-b:v', '60k', '-deadline', 'realtime', '-cpu-used', '8']

const ARTPLAYER = (danmuku: string) => `
  const art = new Artplayer({
    container: '#player', url: film, muted: true, type: 'webm',
    plugins: [artplayerPluginDanmuku({ danmuku: ${danmuku} })],
  })
  art.on('artplayerPluginDanmuku:loaded', queue => { read = () => queue })
  video = () => art.video`

const PLAYERS: Readonly<Record<string, string>> = {
  dplayer: `
    const player = new DPlayer({
      container: document.querySelector('#player'), mutex: false, volume: 0,
      video: { url: film, type: 'normal' },
      danmaku: { id: 'x', api: comments, maximum: 100000 },
    })
    read = () => player.danmaku.dan
    video = () => player.video
    seek = seconds => player.seek(seconds)`,
  'artplayer-json': ARTPLAYER('() => fetch(comments).then(answer => answer.json())'),
  'artplayer-xml': ARTPLAYER('comments'),
  danmaku: `
    const container = document.querySelector('#player')
    const media = container.appendChild(document.createElement('video'))
    media.src = film
    media.muted = true
    video = () => media
    fetch(comments).then(answer => answer.json()).then(all => {
      const danmaku = new Danmaku({ container, media, comments: all })
      read = () => danmaku.comments
    })`,
}

export async function servePlayers(t: {
  after(fn: () => Promise<void> | void): void
}): Promise<(player: string, comments: string) => string> {
  const film = await filmOf(t)
  const server = createServer(({ url = '' }, response) => {
    const { pathname } = new URL(url, 'http://x')
    const library = LIBRARIES[pathname]
    if (pathname === '/film.webm') response.setHeader('content-type', 'video/webm').end(film)
    else if (library)
      response.setHeader('content-type', 'text/javascript').end(readFileSync(library))
    else response.setHeader('content-type', 'text/html').end(page(pathname.slice(1)))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return (player, comments) =>
    `http://127.0.0.1:${port}/${player}?comments=${encodeURIComponent(comments)}`
}

async function filmOf(t: { after(fn: () => void): void }): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'barrage-film-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'film.webm')
  await ffmpeg(['-f', 'lavfi', '-i', FILM, ...FAST, path])
  return readFileSync(path)
}

/** The film is in memory, so that it can be put anywhere at once. */
function page(player: string): string {
  const libraries = player.startsWith('artplayer')
    ? ['artplayer', 'artplayer-plugin-danmuku']
    : [player]
  return `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<style>body { margin: 0 } #player { position: relative; width: 960px; height: 540px }
video { position: absolute; width: 100%; height: 100% }</style>
<div id="player"></div>
${libraries.map(name => `<script src="/${name}.js"></script>`).join('\n')}
<script>
  const comments = new URL(location).searchParams.get('comments')
  let film, video, read = () => [], seek = seconds => { video().currentTime = seconds }
  fetch('/film.webm').then(answer => answer.blob()).then(blob => {
    film = URL.createObjectURL(blob)
    ${PLAYERS[player]}
  })
  const playFrom = async seconds => {
    seek(seconds)
    await video().play()
  }
</script>`
}
