// What is taken back, and what the law wants kept.

import Type from 'typebox'
import { choice, longTime, time } from '../setting.ts'

export const MODERATION = {
  moderation: Type.Object({
    answerMs: time(
      900,
      'How long the answer to a moderator waits for everybody who keeps copies. What has not answered by then is named as pending.',
      { from: 50, to: 10_000 },
    ),
    retentionMs: longTime(0, 'How long the law wants kept what was said. 0: it does not ask.'),
    wins: choice(
      ['erasure', 'retention'],
      { default: 'erasure' },
      'When somebody is to be erased whose messages moderation.retentionMs wants kept: erasure deletes them at once; retention hides them at once, and deletes them when their time is over.',
    ),
  }),
}
