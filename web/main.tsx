// The viewer page: a picture with comments flying over it, the chat, and the past.

import { render } from 'preact'
import { readAddress } from './address.ts'
import { Page } from './page.tsx'
import { Viewing } from './viewing.ts'
import { wordsFor } from './words/choose.ts'

const address = readAddress(location.search, location.href)
const words = wordsFor(navigator.languages)
document.documentElement.lang = words.lang
document.title = `${address.room} · ${words.title}`

const root = document.getElementById('page')
if (root) render(<Page viewing={new Viewing(address, words)} />, root)
