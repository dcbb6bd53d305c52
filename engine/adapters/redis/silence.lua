-- The part that knows whose messages are taken back although they come late; after stream.lua.
--
-- The record's `silenced` is a line for each such sender: `<sender> <until, ms since 1970>`.

local SENDER = '"from":{"id":"'
-- Senders of a stream that are known; the first is let go.
local MOST_SILENCED = 1000

-- Who said it: the sender's id comes first in `from`, and `from` before the body.
local function sender_of(message)
  local _, before = string.find(message, SENDER, 1, true)
  if not before then return nil end
  return string.match(message, '^[^"]*', before + 1)
end

-- Tells of a message and its time whether it is silenced; nil when nobody is.
local function silence_of(lines)
  if not lines then return nil end
  local silenced = {}
  for sender, till in string.gmatch(lines, '(%S+) (%d+)\n') do silenced[sender] = tonumber(till) end
  return function(message, at)
    local till = silenced[sender_of(message)]
    return till ~= nil and at <= till
  end
end

-- The lines with one more sender in them.
local function with_silenced(lines, sender, till)
  local kept = {}
  for other, since in string.gmatch(lines or '', '(%S+) (%d+)\n') do
    if other == sender then till = math.max(till, tonumber(since))
    else kept[#kept + 1] = other .. ' ' .. since .. '\n' end
  end
  if #kept >= MOST_SILENCED then table.remove(kept, 1) end
  kept[#kept + 1] = string.format('%s %.0f\n', sender, till)
  return table.concat(kept)
end
