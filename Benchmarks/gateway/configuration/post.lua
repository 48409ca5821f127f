-- wrk posts one body again and again.
-- Arguments: the body's file, the token. The last line that it prints holds the counts.
function init(args)
  local file = assert(io.open(args[1], "rb"))
  wrk.method = "POST"
  wrk.body = file:read("*a")
  file:close()
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. args[2]
end

function done(summary, latency, requests)
  local errors = summary.errors
  print(string.format(
    'COUNTS {"requests":%d,"microseconds":%d,"p50":%.1f,"p99":%.1f,"max":%.1f,'
      .. '"failed":{"status":%d,"connect":%d,"read":%d,"write":%d,"timeout":%d}}',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    latency.max, errors.status, errors.connect, errors.read, errors.write,
    errors.timeout))
end
