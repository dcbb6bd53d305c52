// A room in a path, as every role's routes describe it. Names are looked at by `parseRoomId`,
// and not by the schema, so that a bad one has a refusal of its own.

import Type from 'typebox'

export const RoomParams = Type.Object({
  room: Type.String({ description: '1 to 64 of A–Z a–z 0–9 _ . -' }),
})
