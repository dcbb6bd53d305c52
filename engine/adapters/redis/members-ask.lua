-- What is known of rooms and viewers.
--
-- ARGV  2 what: count (room), spread (room), list (room, offset, limit), here (room, viewer),
--         edges (room, viewer), rooms (viewer)
-- Returns the connections, people and guests; or also what else is counted, names and numbers in
-- turn; or of each member its name, viewer, guest,
-- connections, since; or 1 or 0; or of each edge its name and connections; or the rooms. Nothing: again.

if not expired() then return nil end
local what, of = ARGV[2], ARGV[3]
if what == 'here' then return redis.call('HEXISTS', key('people', of), ARGV[4]) end
if what == 'edges' then
  local packed, edges = redis.call('HGET', key('people', of), ARGV[4]), {}
  for edge, told in pairs(packed and cmsgpack.unpack(packed) or {}) do
    edges[#edges + 1] = { edge, told[1] }
  end
  return edges
end
if what == 'rooms' then return redis.call('SMEMBERS', key('rooms', of)) end
if what == 'count' or what == 'spread' then
  local counts = redis.call('HMGET', key('counts', of), 'connections', 'guest')
  local people = redis.call('HLEN', key('people', of))
  local told = { tonumber(counts[1] or 0), people, tonumber(counts[2] or 0) }
  if what == 'spread' then told[4] = redis.call('HGETALL', key('counts', of)) end
  return told
end

local offset, limit = tonumber(ARGV[4]), tonumber(ARGV[5])
local members = {}
if limit > 0 then
  for _, viewer in ipairs(redis.call('ZRANGE', key('order', of), offset, offset + limit - 1)) do
    local person = merged(cmsgpack.unpack(redis.call('HGET', key('people', of), viewer)))
    local since = string.format('%.0f', person.since)
    members[#members + 1] = { viewer, person.name, person.guest, person.connections, since }
  end
end
return members
