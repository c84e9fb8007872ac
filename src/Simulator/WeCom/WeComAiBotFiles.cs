using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace BotHost.Simulator;

/// <summary>What people sent to an AI bot: each has an address for five minutes, and is encrypted there.</summary>
/// <remarks>
/// Source: "接收消息" (https://developer.work.weixin.qq.com/document/path/100719). The addresses are those of a storage, which wants no token; what it says
/// when their time is over no page tells: here what such storages say.
/// </remarks>
internal sealed class WeComAiBotFiles(TimeProvider time, WeComCipher cipher, Violations violations)
{
    public const string Path = "/aibot-files/";

    private const int MaxRemembered = 10_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Recent<SimulatedAttachment> _files = new(MaxRemembered);
    private long _downloads;

    /// <summary>Files that were handed over.</summary>
    public long Downloads => Volatile.Read(ref _downloads);

    /// <summary>The address that a message names: of this platform, or where a forger wants the bot to go.</summary>
    /// <param name="baseUrl">The platform's own.</param>
    /// <param name="name">What tells it from all other files.</param>
    /// <param name="attachment">What lies there.</param>
    public Uri Add(Uri baseUrl, string name, SimulatedAttachment attachment)
    {
        if (attachment.Elsewhere is { } elsewhere)
            return elsewhere;
        var id = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)).AsSpan(0, 12));
        _files.Set(id, attachment);
        var end = (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return new Uri(baseUrl, $"{Path}{id}?sign=q-sign-algorithm%3Dsha1%26q-key-time%3D{end}%26q-signature%3D{Sign(id, end)}");
    }

    public Task HandOverAsync(HttpContext context)
    {
        var id = context.Request.Path.Value![Path.Length..];
        if (context.Request.Headers.Authorization.Count > 0 || context.Request.Query.ContainsKey("access_token"))
            violations.Add("storage", "a file is fetched with a token");
        if (_files.Find(id) is not { } file || EndOf(id, context.Request.Query["sign"].ToString()) is not { } end)
        {
            violations.Add("storage", "an address that no message named");
            return RefuseAsync(context, "SignatureDoesNotMatch");
        }

        if (file.IsExpired || time.GetUtcNow() >= end)
            return RefuseAsync(context, "AccessDenied");
        if (file.RedirectTo is { } elsewhere)
        {
            context.Response.Headers.Location = elsewhere.OriginalString;
            return context.AnswerAsync(StatusCodes.Status302Found, "text/plain", ReadOnlyMemory<byte>.Empty);
        }

        Interlocked.Increment(ref _downloads);
        if (file.FileName.Length > 0)
        {
            var disposition = new ContentDispositionHeaderValue("attachment");
            disposition.SetHttpFileName(file.FileName);
            context.Response.Headers.ContentDisposition = disposition.ToString();
        }

        return context.AnswerAsync(StatusCodes.Status200OK, "application/octet-stream", cipher.EncryptFile(file.Content.Span));
    }

    /// <summary>Null where the signature is none of this platform's.</summary>
    private DateTimeOffset? EndOf(string id, string sign)
    {
        var fields = sign.Split('&').Select(field => field.Split('=', 2)).Where(pair => pair.Length == 2).ToLookup(pair => pair[0], pair => pair[1]);
        var end = fields["q-key-time"].FirstOrDefault("");
        return fields["q-signature"].FirstOrDefault("") == Sign(id, end) && long.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
    }

    private string Sign(string id, string end) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, System.Text.Encoding.UTF8.GetBytes(id + "\n" + end)).AsSpan(0, 20));

    private static Task RefuseAsync(HttpContext context, string code) =>
        context.AnswerAsync(StatusCodes.Status403Forbidden, "application/xml", System.Text.Encoding.UTF8.GetBytes($"<Error><Code>{code}</Code></Error>"));
}
