// Which language the page speaks.

import { CHINESE } from './chinese.ts'
import { ENGLISH } from './english.ts'
import type { Words } from './words.ts'

/** The words for the first of the browser's languages that we speak; English otherwise. */
export function wordsFor(languages: readonly string[]): Words {
  const spoken = languages.map(tag => tag.toLowerCase().split('-')[0])
  const first = spoken.find(language => language === 'zh' || language === 'en')
  return first === 'zh' ? CHINESE : ENGLISH
}
