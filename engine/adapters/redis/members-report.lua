-- Takes what an edge holds of some viewers, and renews its lease.
--
-- ARGV  2 edge   3 when its lease ends   4… room, viewer, connections, guest, since, name of each
-- Returns 1, or nothing: again.

if not expired() then return nil end
local edge = ARGV[2]
if renewed(edge, ARGV[3]) == nil then return nil end
for at = 4, #ARGV, 6 do
  local room, viewer, connections, guest, since, name = unpack(ARGV, at, at + 5)
  local here = tonumber(connections) > 0
  local presence = room .. '/' .. viewer
  redis.call(here and 'SADD' or 'SREM', key('held', edge), presence)
  local told = { tonumber(connections), tonumber(guest), tonumber(since), name }
  change(edge, room, viewer, here and told or nil)
end
return 1
