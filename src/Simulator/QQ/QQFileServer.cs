using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>
/// QQ's servers for what people attach: the official platform and the clients of personal accounts name addresses there. An address holds
/// a key of its own and wants nothing else; who sends a token along gives it away.
/// </summary>
/// <remarks>Sources: wiki "单聊消息" (attachments); what is answered once a key is over: field, NapCatQQ issue 190.</remarks>
internal sealed class QQFileServer(Func<Uri> origin, Violations violations)
{
    private const string Path = "/download";

    private static readonly byte[] Expired = """{"retcode":-5503007,"retmsg":"download url has expired","retryflag":0}"""u8.ToArray();

    private readonly ConcurrentDictionary<string, (string Key, SimulatedAttachment Attachment)> _files = new(StringComparer.Ordinal);
    private int _last;

    public static bool IsFor(HttpContext context) => context.Request.Path == Path;

    /// <returns>The address that a message names: here, or where a forger wants the host to go.</returns>
    public Uri Add(SimulatedAttachment attachment)
    {
        if (attachment.Elsewhere is { } elsewhere)
            return elsewhere;
        var id = Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        var key = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _files[id] = (key, attachment);
        return new Uri(origin(), $"{Path}?appid=1407&fileid={id}&rkey={key}");
    }

    public Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization.Count > 0)
            violations.Add("token", "one was sent along to a download");
        var query = context.Request.Query;
        if (context.Request.Method != "GET" || !_files.TryGetValue(query["fileid"].ToString(), out var file) || file.Key != query["rkey"])
        {
            violations.Add("download", "an address that no message named");
            return context.AnswerAsync(StatusCodes.Status400BadRequest, HttpContextBodies.Json, Expired);
        }

        if (file.Attachment.RedirectTo is { } elsewhere)
        {
            context.Response.Headers.Location = elsewhere.OriginalString;
            return context.AnswerAsync(StatusCodes.Status302Found, "text/plain", ReadOnlyMemory<byte>.Empty);
        }

        return file.Attachment.IsExpired
            ? context.AnswerAsync(StatusCodes.Status400BadRequest, HttpContextBodies.Json, Expired)
            : context.AnswerAsync(StatusCodes.Status200OK, "application/octet-stream", file.Attachment.Content);
    }
}
