-- The part that all scripts of the members share; put before each of them.
--
-- KEYS  1      what all keys begin with. It carries one hash tag, so that in a cluster they live
--              together: edges, rooms and viewers change in one step, and none can be apart. Where
--              rooms are spread over several Redis, each keeps all of this for its own rooms alone.
-- ARGV  1      now, ms
--
--   …:leases         sorted set: edge by when its lease ends, ms
--   …:runs           hash: edge to `+` or `-` and the run of this Redis in which its lease began;
--                    `+` when it was told to report everything since
--   …:held:<edge>    set of `room/viewer`: what to forget with the edge
--   …:people:<room>  hash: viewer to who tells of it: {edge: {connections, guest, since, name}}
--   …:order:<room>   sorted set: viewer by -since, so newest first
--   …:counts:<room>  hash: connections, guests, width if it is not 1, and `@<edge>`: connections
--   …:rooms:<viewer> set of rooms
--
-- What a lost edge held is forgotten in slices, so that no script takes long. While there is
-- more, every script returns nothing (nil) and changes nothing else: it is called again.

local base, now = KEYS[1], tonumber(ARGV[1])
-- About 10 ms.
local SLICE = 2000

local function key(name, of)
  return of and (base .. ':' .. name .. ':' .. of) or (base .. ':' .. name)
end

local leases, runs = key('leases'), key('runs')

-- One person, told of by several edges: a guest if all say so, here since the first came.
local function merged(person)
  local whole, teller
  for edge, told in pairs(person) do
    if not whole then whole = { connections = 0, guest = 1 } end
    whole.connections = whole.connections + told[1]
    whole.guest = math.min(whole.guest, told[2])
    local sooner = not teller or told[3] < whole.since or (told[3] == whole.since and edge < teller)
    if sooner then whole.since, whole.name, teller = told[3], told[4], edge end
  end
  return whole
end

-- Takes what an edge holds now of one viewer; nil: it is gone there.
local function change(edge, room, viewer, told)
  local people = key('people', room)
  local packed = redis.call('HGET', people, viewer)
  local person = packed and cmsgpack.unpack(packed) or {}
  local nobody = { connections = 0, guest = 0 }
  local before = merged(person) or nobody
  local more_here = (told and told[1] or 0) - (person[edge] and person[edge][1] or 0)
  person[edge] = told
  local after = merged(person)
  if after then
    redis.call('HSET', people, viewer, cmsgpack.pack(person))
    redis.call('ZADD', key('order', room), -after.since, viewer)
    redis.call('SADD', key('rooms', viewer), room)
  elseif packed then
    redis.call('HDEL', people, viewer)
    redis.call('ZREM', key('order', room), viewer)
    redis.call('SREM', key('rooms', viewer), room)
  end
  after = after or nobody
  local counts = key('counts', room)
  for _, what in ipairs({ 'connections', 'guest' }) do
    local more = after[what] - before[what]
    if more ~= 0 then redis.call('HINCRBY', counts, what, more) end
  end
  if more_here ~= 0 and redis.call('HINCRBY', counts, '@' .. edge, more_here) <= 0 then
    redis.call('HDEL', counts, '@' .. edge)
  end
  if redis.call('EXISTS', people) == 0 then redis.call('DEL', counts) end
end

-- Forgets a slice of what edges held whose lease is over; false when there is more.
local function expired()
  local left = SLICE
  while true do
    local edge = redis.call('ZRANGEBYSCORE', leases, '-inf', now, 'LIMIT', 0, 1)[1]
    if not edge then return true end
    local some = redis.call('SPOP', key('held', edge), left)
    for _, presence in ipairs(some) do
      local room, viewer = string.match(presence, '^([^/]*)/(.*)$')
      change(edge, room, viewer, nil)
    end
    if #some == left then return false end
    left = left - #some
    redis.call('ZREM', leases, edge)
    redis.call('HDEL', runs, edge)
  end
end

-- Renews the edge's lease or begins one; returns whether the edge was told to report everything
-- in it, or nil when the lease is of a run before this one and must be forgotten first: some
-- of what the edge told since may have been lost.
local function renewed(edge, until_ms)
  local run = current_run()
  local begun = redis.call('HGET', runs, edge)
  if begun and string.sub(begun, 2) ~= run then
    redis.call('ZADD', leases, 0, edge)
    return nil
  end
  if not begun then redis.call('HSET', runs, edge, '-' .. run) end
  redis.call('ZADD', leases, until_ms, edge)
  return begun == '+' .. run, run
end
