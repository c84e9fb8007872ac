using BotHost.Conversation.Llm;
using BotHost.Conversation.Telemetry;

namespace BotHost.Conversation.Turns;

/// <summary>One call of a model: shows what it writes, and notes everything else.</summary>
internal sealed class ModelCalls(EngineMetrics metrics, TimeProvider time)
{
    /// <returns>Everything but the text, which is in <paramref name="answer"/>.</returns>
    public async Task<Heard> ListenAsync(LlmModel model, LlmRequest request, GrowingAnswer answer, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var heard = new Heard();
        var filter = answer.Shape.Listen();
        try
        {
            await foreach (var happened in model.Client.StreamAsync(request, cancellationToken))
            {
                switch (happened)
                {
                    case LlmEvent.Text piece:
                        filter.Append(piece.Delta);
                        break;
                    case LlmEvent.Refusal piece:
                        filter.Append(piece.Delta);
                        break;
                    case LlmEvent.Reasoning piece:
                        filter.AppendThought(piece.Delta);
                        break;
                    case LlmEvent.ToolCall call:
                        heard = heard with { ToolCalls = [.. heard.ToolCalls, new LlmContent.ToolCall(call.Id, call.Name, call.Arguments)] };
                        break;
                    case LlmEvent.Usage usage:
                        heard = heard with { Usage = usage.Plus(heard.Usage), Counts = heard.Counts + 1 };
                        break;
                    case LlmEvent.Kept kept:
                        heard = heard with { State = kept.State };
                        break;
                    case LlmEvent.Finished finished:
                        heard = heard with { Reason = finished.Reason };
                        break;
                    case LlmEvent.Truncated:
                        heard = heard with { Failure = new LlmFailure(LlmFailureKind.Interrupted, "The stream ended without saying so.") };
                        break;
                    case LlmEvent.Failed failed:
                        heard = heard with { Failure = failed.Failure };
                        break;
                }

                if (answer.IsForbidden)
                {
                    heard = new Heard { Usage = heard.Usage, Reason = "forbidden" };
                    break;                      // ends the call
                }
            }
        }
        finally
        {
            filter.Complete();                  // also of an answer that is cut off the last words count
            answer.EndCall();
        }

        metrics.ModelAnswered(model.Name, time.GetElapsedTime(started));
        return heard;
    }
}
