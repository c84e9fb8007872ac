using System.Globalization;
using System.Text;
using System.Text.Json;
using BotHost.Conversation.Audit;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Turns;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Tools;

/// <summary>Makes one call that a model asked for. Whatever goes wrong is a result that the model reads; every call is in the audit.</summary>
internal sealed partial class ToolCaller(IAudit audit, TimeProvider time, ILogger<ToolCaller> logger)
{
    /// <param name="turn">Whose question it is for.</param>
    /// <param name="box">What the model was offered.</param>
    /// <param name="call">What it asks for.</param>
    /// <param name="left">What is left of the turn's time for tools.</param>
    /// <param name="cancellationToken">Ends the call with the turn.</param>
    public async Task<CalledTool> CallAsync(Turn turn, ToolBox box, LlmContent.ToolCall call, TimeSpan left, CancellationToken cancellationToken)
    {
        if (box.Find(call.Name) is not { } tool)
        {
            return Refuse(call, Label(call.Name), $"There is no tool of this name. There are: {string.Join(", ", box.Offered.Select(offered => offered.Name))}.");
        }

        var label = Label(tool.Server.Length == 0 ? tool.Name : $"{tool.Server}/{tool.Name}");
        if (Read(call.Arguments) is not { } arguments)
        {
            return Refuse(call, label, "The arguments are no JSON object, so that the tool was not called. Call it again with a JSON object after its schema.");
        }

        if (!tool.IsReadOnly && !await BeginsAsync(turn, label))
        {
            return Refuse(call, label, "The call could not be recorded, so that the tool was not called. It cannot be used now.");
        }

        return await CallAsync(turn, tool, label, call, arguments, left, cancellationToken);
    }

    /// <summary>A call that is not made.</summary>
    public static CalledTool Refuse(LlmContent.ToolCall call, string label, string why) =>
        new(call, ToolOutput.Error(why), new ToolTrace(label, ToolOutcome.Refused, TimeSpan.Zero));

    /// <summary>On one line and short: of an unknown tool it is the model's own word.</summary>
    public static string Label(string name) => ToolText.Beginning(string.Concat(name.Where(letter => !char.IsControl(letter))), 100);

    private async Task<CalledTool> CallAsync(
        Turn turn, ITool tool, string label, LlmContent.ToolCall call, JsonElement arguments, TimeSpan left, CancellationToken cancellationToken)
    {
        var limit = tool.Timeout < left ? tool.Timeout : left;
        var started = time.GetTimestamp();
        var (output, outcome) = (ToolOutput.Error(""), ToolOutcome.Cancelled);
        using var clock = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        try
        {
            // A tool that does not listen is left behind: nobody waits for it.
            output = await tool.CallAsync(arguments, ToolContext.Of(turn), either.Token).WaitAsync(either.Token);
            outcome = output.IsError ? ToolOutcome.Failed : ToolOutcome.Ok;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            output = ToolOutput.Error(string.Create(
                CultureInfo.InvariantCulture, $"The tool gave no result within {limit.TotalSeconds:0} seconds. Do not assume that it did nothing. Answer without it, or say that it takes too long."));
            outcome = ToolOutcome.TimedOut;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.Broke(logger, exception, turn.Reference, turn.Claim.Bot, label);
            output = ToolOutput.Error("The tool broke. Do not assume that it did nothing.");
            outcome = ToolOutcome.Failed;
        }
        finally
        {
            await EndedAsync(turn, new ToolTrace(label, outcome, time.GetElapsedTime(started)), call, output);
        }

        return new CalledTool(call, output with { Text = ToolText.WithinBytes(output.Text, ToolLimits.BytesOfAResult) }, new ToolTrace(label, outcome, time.GetElapsedTime(started)));
    }

    /// <summary>What may change something is on record before it does: a kill in the middle leaves this line and no other.</summary>
    private async Task<bool> BeginsAsync(Turn turn, string label)
    {
        try
        {
            await audit.RecordAsync(new AuditEntry(turn.Claim.Bot, turn.Message.Sender.Id, "tool", $"{label} begins, message {turn.Reference}"), CancellationToken.None);
            return true;
        }
        catch (Exception exception)
        {
            Log.NotRecorded(logger, exception, turn.Reference, turn.Claim.Bot, label);
            return false;
        }
    }

    private async Task EndedAsync(Turn turn, ToolTrace trace, LlmContent.ToolCall call, ToolOutput output)
    {
        var detail = string.Create(
            CultureInfo.InvariantCulture,
            $"{trace.Tool} {Word(trace.Outcome)} in {trace.Elapsed.TotalMilliseconds:0} ms, {Encoding.UTF8.GetByteCount(call.Arguments)} bytes in, {Encoding.UTF8.GetByteCount(output.Text)} out, message {turn.Reference}");
        try
        {
            // Not cancelled with the turn: that it was cut off is to be known, too.
            await audit.RecordAsync(new AuditEntry(turn.Claim.Bot, turn.Message.Sender.Id, "tool", detail), CancellationToken.None);
        }
        catch (Exception exception)
        {
            // It has happened. Where the database writes nothing, the answer will not be stored either, and the turn is tried again.
            Log.NotRecorded(logger, exception, turn.Reference, turn.Claim.Bot, trace.Tool);
        }
    }

    private static string Word(ToolOutcome outcome) => outcome switch
    {
        ToolOutcome.Ok => "ok",
        ToolOutcome.TimedOut => "timed out",
        ToolOutcome.Cancelled => "cancelled",
        _ => "failed",
    };

    /// <summary>The arguments as an object; null for what is none.</summary>
    private static JsonElement? Read(string arguments)
    {
        if (arguments.Length > ToolLimits.Arguments)
            return null;
        try
        {
            using var json = JsonDocument.Parse(arguments);
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 386, Level = LogLevel.Error, Message = "Message {MessageId} of {Bot}: the tool {Tool} broke.")]
        public static partial void Broke(ILogger logger, Exception exception, string messageId, string bot, string tool);

        [LoggerMessage(EventId = 387, Level = LogLevel.Error, Message = "Message {MessageId} of {Bot}: a call of the tool {Tool} could not be written into the audit.")]
        public static partial void NotRecorded(ILogger logger, Exception exception, string messageId, string bot, string tool);
    }
}

/// <summary>A call, what it gave and how it went.</summary>
internal sealed record CalledTool(LlmContent.ToolCall Call, ToolOutput Output, ToolTrace Trace);
