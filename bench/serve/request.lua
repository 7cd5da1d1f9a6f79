-- For wrk: sends the bodies of a file, one a line, in turn; prints what was measured as a line of JSON.
-- usage: wrk … -s request.lua http://127.0.0.1:8000 -- /predict bodies.txt content-type
local requests = {}
local sent = 0

function init(args)
  local path, bodies, content = args[1], args[2], args[3]
  for line in io.lines(bodies) do
    -- a form's lines end in CR LF: its file has them written as \r\n
    local body = content:find("multipart") and line:gsub("\\r\\n", "\r\n") or line
    table.insert(requests, wrk.format("POST", path, { ["content-type"] = content }, body))
  end
end

function request()
  sent = sent % #requests + 1
  return requests[sent]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.6f, "p50": %.3f, "p99": %.3f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
