// Edges come and go, are started again, killed and frozen, while 3,000 viewers in 201 rooms
// listen to 100 messages a second. One crowd goes through all of it: it takes half a minute to
// come in.

import { after, before } from 'node:test'
import { edgesFail } from './edges-fail.ts'
import { edgesMove } from './edges-move.ts'
import { falseEdges } from './false-edges.ts'
import { MovingStage } from './moving-stage.ts'
import { othersFail } from './others-fail.ts'

let stage: MovingStage
before(async () => {
  stage = await MovingStage.start()
})
after(() => stage?.stop())

edgesMove(() => stage)
edgesFail(() => stage)
othersFail(() => stage)
falseEdges(() => stage)
