using System.Text.Json;
using System.Text.Json.Serialization;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.QQ;

/// <summary>
/// What a later process must know of an answer's delivery: stored with the message before its first use. An answer that goes through as it is
/// needs nothing stored.
/// </summary>
internal sealed class QQDelivery(IDeliveryState state)
{
    private QQDeliveryRecord _record = QQDeliveryRecord.FromJson(state.Value);

    public QQStreamRecord? Stream => _record.Stream;

    /// <summary>True once an answer to the message itself was refused for good.</summary>
    public bool IsActive => _record.IsActive;

    /// <summary>The form in which a part was last tried.</summary>
    public QQForm FormOf(int part) => _record.Part == part ? QQForm.FromNumber(_record.Form) : default;

    /// <summary>How many pieces of a part the platform took: they are not sent again, whatever becomes of the next one.</summary>
    public int PiecesOf(int part) => _record.Part == part ? _record.Pieces : 0;

    public Task StoreAsync(QQStreamRecord? stream, CancellationToken cancellationToken) => StoreAsync(_record with { Stream = stream }, cancellationToken);

    /// <summary>Does nothing where this is known already.</summary>
    public Task StoreAsync(int part, QQForm form, bool isActive, CancellationToken cancellationToken)
    {
        return form == FormOf(part) && isActive == IsActive
            ? Task.CompletedTask
            : StoreAsync(_record with { Part = part, Form = form.Number, IsActive = isActive, Pieces = PiecesOf(part) }, cancellationToken);
    }

    /// <summary>One more piece was taken. For parts whose form is stored: a part that goes in pieces has one.</summary>
    public Task StorePieceAsync(CancellationToken cancellationToken) => StoreAsync(_record with { Pieces = _record.Pieces + 1 }, cancellationToken);

    private async Task StoreAsync(QQDeliveryRecord record, CancellationToken cancellationToken)
    {
        await state.StoreAsync(JsonSerializer.Serialize(record, QQJson.Outbound.QQDeliveryRecord), cancellationToken);
        _record = record;
    }
}

/// <summary>Old rows must stay readable: properties may be added, never renamed.</summary>
/// <remarks><inheritdoc cref="QQEnvelope" path="/remarks"/></remarks>
internal sealed record QQDeliveryRecord
{
    public QQStreamRecord? Stream { get; set; }

    public int Part { get; set; }

    public int Form { get; set; }

    public bool IsActive { get; set; }

    public int Pieces { get; set; }

    /// <summary>As if nothing had been stored where it cannot be read.</summary>
    public static QQDeliveryRecord FromJson(string? json)
    {
        try
        {
            return (json is null ? null : JsonSerializer.Deserialize(json, QQJson.Outbound.QQDeliveryRecord)) ?? new QQDeliveryRecord();
        }
        catch (JsonException)
        {
            return new QQDeliveryRecord();
        }
    }
}

/// <summary>A growing message, as its next frame finds it.</summary>
/// <remarks><inheritdoc cref="QQEnvelope" path="/remarks"/></remarks>
internal sealed record QQStreamRecord
{
    /// <summary>As the first frame's answer named it; empty while that is not known: then nobody can finish it.</summary>
    public string Id { get; set; } = "";

    /// <summary>The index of the next frame. One that may have been used is never used again.</summary>
    public int Next { get; set; }

    /// <summary>What people may have seen: every later text must begin with it.</summary>
    public string Shown { get; set; } = "";

    /// <summary>How many characters more it takes; null while the platform does not say.</summary>
    public int? Room { get; set; }

    [JsonIgnore]
    public bool IsFull => Room < 0;

    /// <summary>True once a closing frame may have been sent.</summary>
    public bool IsClosing { get; set; }

    /// <summary>True where it is given up: the whole text goes by an ordinary message.</summary>
    public bool IsOver { get; set; }

    /// <summary>After a frame that shows this.</summary>
    public QQStreamRecord With(string text) => this with { Next = Next + 1, Shown = text, Room = Room - (text.Length - Shown.Length) };
}
