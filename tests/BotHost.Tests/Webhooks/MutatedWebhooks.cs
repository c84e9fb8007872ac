using System.Globalization;
using System.Text.Json;
using BotHost.Simulator;

namespace BotHost.Tests.Webhooks;

/// <summary>Genuine webhooks with one to three things wrong with them. The same seed, the same changes.</summary>
internal sealed class MutatedWebhooks(FakeDingTalk platform, int seed)
{
    private static readonly DingTalkMessageKind[] _kinds = Enum.GetValues<DingTalkMessageKind>();

    private static readonly string[] _contentTypes = ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=utf-7", ";;;", "application/xml"];

    private readonly Random _random = new(seed);
    private int _last;

    public RawRequest Next(string bot)
    {
        var webhook = platform.Ask(new DingTalkQuestion
        {
            Text = "你好 😀 **b**",
            MsgId = $"msg{++_last:D6}",
            Kind = _kinds[_random.Next(_kinds.Length)],
            IsGroup = _random.Next(2) == 0,
            Mention = _random.Next(8) > 0,
            External = _random.Next(4) == 0,
            StaffId = $"staff-{_random.Next(200)}",
        });
        var request = new RawRequest("POST", $"/webhooks/{bot}", [.. webhook.Headers.Select(header => (header.Key, header.Value))], webhook.Body)
        {
            Chunked = _random.Next(10) == 0,
        };
        for (var changes = _random.Next(1, 4); changes > 0; changes--)
        {
            request = _random.Next(10) switch
            {
                < 5 => WithField(request),
                < 9 => request with { Body = WithBytes(request.Body) },
                _ => WithHeader(request),
            };
        }

        return request;
    }

    private RawRequest WithField(RawRequest request)
    {
        try
        {
            return request with { Body = HostileJson.Rewrite(request.Body, _random) };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return request;         // an earlier change has made it no JSON, or its names no text
        }
    }

    private byte[] WithBytes(byte[] body)
    {
        if (body.Length < 2)
        {
            return [.. body, (byte)_random.Next(256)];
        }

        var at = _random.Next(body.Length);
        var length = _random.Next(1, Math.Min(64, body.Length - at) + 1);
        var changed = (byte[])body.Clone();
        switch (_random.Next(7))
        {
            case 0:
                changed[at] ^= (byte)(1 << _random.Next(8));
                return changed;
            case 1:
                changed[at] = (byte)_random.Next(256);
                return changed;
            case 2:
                var noise = new byte[length];
                _random.NextBytes(noise);
                return [.. body[..at], .. noise, .. body[at..]];
            case 3:
                return [.. body[..at], .. body[(at + length)..]];
            case 4:
                return [.. body[..(at + length)], .. body[at..]];
            case 5:
                return body[..at];
            default:
                return [0xEF, 0xBB, 0xBF, .. body];         // a byte order mark
        }
    }

    private RawRequest WithHeader(RawRequest request)
    {
        var headers = request.Headers.ToList();
        switch (_random.Next(9))
        {
            case 0:
                headers.RemoveAt(_random.Next(headers.Count));
                break;
            case 1:
                headers.Add(headers[_random.Next(headers.Count)]);
                break;
            case 2:
                headers = [.. headers.Select(header => (header.Item1, header.Item1 == "Content-Type" ? _contentTypes[_random.Next(_contentTypes.Length)] : header.Item2))];
                break;
            case 3:
                headers = [.. headers.Select(header => (header.Item1, header.Item1 == "sign" ? Scrambled(header.Item2) : header.Item2))];
                break;
            case 4:
                var timestamp = _random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture);
                headers = [.. headers.Select(header => (header.Item1, header.Item1 == "timestamp" ? timestamp : header.Item2))];
                break;
            case 5:
                headers.Add(("X-Long", new string('x', _random.Next(1, 40_000))));          // the server takes 32 KiB of them
                break;
            case 6:
                headers.AddRange(Enumerable.Range(0, _random.Next(1, 120)).Select(number => ($"X-Many-{number}", "1")));    // and 100
                break;
            case 7:
                headers.Add(("Content-Encoding", "gzip"));
                break;
            default:
                headers.Add(("X-Odd", "é１" + (char)_random.Next(1, 32)));
                break;
        }

        return request with { Headers = headers };
    }

    private string Scrambled(string sign) => new([.. sign.OrderBy(_ => _random.Next())]);
}
