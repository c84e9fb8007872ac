using System.Text.Json.Nodes;

namespace BotHost.Tests.Vectors;

/// <summary>Which call of the host fails.</summary>
internal enum FailingCall
{
    Token,
    Message,

    /// <summary>The making of a card.</summary>
    Card,

    /// <summary>The text of a card that grows.</summary>
    CardText,

    /// <summary>A card in a message, which is replaced as a whole.</summary>
    CardInMessage,
}

/// <summary>A recorded failure: a code of the table, or a whole answer; and what the platform does with it to a bot of its own.</summary>
internal sealed class FeishuFailure
{
    private const string Table = "# 标题\n\n| 列 |\n|---|\n| 值 |";
    private const string Picture = "# 标题\n\n![图](https://example.com/a.png)";
    private static readonly string _long = "# 标题\n\n" + new string('长', 3_990) + "\n\n" + new string('完', 100);

    private int _told;

    private FeishuFailure(Vector entry, int number)
    {
        Entry = entry;
        AppId = $"cli_{number:x16}";
        Action = entry.Section == "outbound.errorActions" ? entry.Text("action") : ActionOf(entry.Name);
        Answer = entry.Section == "outbound.errorActions" ? RecordedPlatform.Says(400, $$"""{"code":{{entry.Name}},"msg":"as recorded"}""") : entry.Json;
        FailingCall = CallOf(entry, Action, Code);
    }

    /// <summary>All that a host can meet while it answers, none of them met yet. The good answers, and downloads, are other tests' business.</summary>
    public static IReadOnlyList<FeishuFailure> ReadAll() =>
    [
        .. FeishuVectors.File.Section("outbound.errorActions").Where(entry => !entry.IsOfDownload()).Concat(FeishuVectors.File.Section("outbound.responses"))
            .Select((entry, number) => new FeishuFailure(entry, number)).Where(failure => failure.Action.Length > 0),
    ];

    public Vector Entry { get; }

    /// <summary>An app of its own for every failure: it has its own token, and throttling it throttles no other.</summary>
    public string AppId { get; }

    /// <summary>What the sheet's table says is to be done.</summary>
    public string Action { get; }

    public JsonObject Answer { get; }

    /// <summary>Empty where the platform said nothing in JSON.</summary>
    public string Code => Answer["body"]?["code"]?.ToString() ?? "";

    public FailingCall FailingCall { get; }

    /// <summary>True if the model's answer is so slow that it grows in a card.</summary>
    public bool Grows => FailingCall is FailingCall.Card or FailingCall.CardText or FailingCall.CardInMessage;

    public bool IsInTopic => Action == "drop_thread_flag";

    /// <summary>What the model says.</summary>
    public string Text => Action switch
    {
        "split" => _long,
        "fix_card" => Entry.Name == "card_bad_image" ? Picture : Table,
        _ => "开头，结尾",
    };

    /// <summary>What the platform says to a call of this app; null: the good answer.</summary>
    public JsonObject? AnswerTo(PlatformCall call)
    {
        if (FailingCall == FailingCall.CardInMessage && call.Name() == "create")
            return FeishuVectors.File.Find("outbound.responses", "scope_missing").Json;         // no cards that stream: so it is one in a message
        return IsRefused(call) ? Answer : null;
    }

    private bool IsRefused(PlatformCall call) => FailingCall switch
    {
        FailingCall.Token => call.Url == RecordedFeishu.TokenCall,
        FailingCall.Card => call.Name() == "create",
        FailingCall.CardInMessage => call.Name() == "patch",
        FailingCall.CardText => call.IsCardText() && IsRefusedText(call),
        _ => call.IsMessage() && IsRefusedMessage(call),
    };

    private bool IsRefusedMessage(PlatformCall call) => Action switch
    {
        "refresh_token_once" or "backoff" or "retry_later_same_uuid" => Interlocked.Increment(ref _told) == 1,
        "target_gone" => call.Name() == "reply",
        "drop_thread_flag" => call.Body.Contains("\"reply_in_thread\":true", StringComparison.Ordinal),
        "fix_card" => call.Said("msg_type") == "interactive",
        "split" => call.Said("msg_type") != "text",
        _ => true,
    };

    /// <summary>What passes goes through while the answer grows and fails once when it is complete: then it matters.</summary>
    private bool IsRefusedText(PlatformCall call) => Action switch
    {
        "stop_and_fallback" when Code == "200860" => call.Said("content") == Text,         // a few words are not too long
        "stop_and_fallback" => true,
        "reopen_or_full_update" => Interlocked.Increment(ref _told) > 1,
        _ => Interlocked.Increment(ref _told) == 2,
    };

    private static FailingCall CallOf(Vector entry, string action, string code) => code switch
    {
        "10003" or "10014" or "10015" or "99991543" => FailingCall.Token,
        "300301" or "300303" or "300305" => FailingCall.Card,           // what is wrong with a card's JSON
        _ when action == "stop_updating" => FailingCall.CardInMessage,
        _ when entry.Text("scope") == "cardkit" || entry.Name.StartsWith("stream_", StringComparison.Ordinal) => FailingCall.CardText,
        _ => FailingCall.Message,
    };

    /// <summary>The action in the table's words; the recorded answers have it in a sentence.</summary>
    private static string ActionOf(string response) => response switch
    {
        "rate_limited_429" or "rate_limited_400_old_style" or "per_chat_limit" or "server_error_html" => "backoff",
        "token_expired" => "refresh_token_once",
        "token_bad_secret" or "token_app_stopped" or "token_missing" or "scope_missing" or "ip_not_allowed" => "config_error",
        "bot_not_in_chat" or "out_of_availability" => "give_up",
        "message_recalled" => "target_gone",
        "too_long" => "split",
        "card_too_many_tables" or "card_bad_image" => "fix_card",
        "stream_closed" or "stream_auto_closed" => "reopen_or_full_update",
        "stream_sequence" => "raise_sequence",
        _ => "",
    };
}
