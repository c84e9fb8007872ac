namespace BotHost.Simulator;

/// <summary>A fake platform as a play sees it: people ask, people read.</summary>
public interface ISimulatedPlatform : IAsyncDisposable
{
    /// <summary>Every message that somebody saw, while it is being recorded: keep the handler short and thread-safe.</summary>
    event Action<SimulatedDelivery>? Delivered;

    /// <summary>
    /// A message that somebody saw before looks different now: a card or a stream grew or was finished. On a platform whose messages never
    /// change it never comes. The same rules for the handler.
    /// </summary>
    event Action<SimulatedDelivery>? Changed;

    /// <summary>The value of <c>Bots:&lt;name&gt;:Platform</c>.</summary>
    string Name { get; }

    /// <summary>The bot's name, which is that of its webhook.</summary>
    string Bot { get; }

    /// <summary>False where people can speak to the bot in private only: what is asked in a group is asked in private there.</summary>
    bool HasGroups => true;

    /// <summary>
    /// True where the platform names an address to download an attachment from; false where it hands the bytes over by a call of its API, so
    /// that there is no address that anybody could forge.
    /// </summary>
    bool NamesDownloadAddresses => false;

    /// <summary>True where the platform puts speech into words by itself and passes them on.</summary>
    bool RecognisesSpeech => false;

    /// <summary>False where of a voice message only the words are passed on.</summary>
    bool HandsOverSound => true;

    /// <summary>The settings, under their long keys, of a host that shall run this bot against this platform.</summary>
    IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>All messages that people saw so far, as they look now. A target is the id of a <see cref="SimulatedPerson"/> or of a <see cref="SimulatedGroup"/>.</summary>
    IReadOnlyList<SimulatedDelivery> Deliveries { get; }

    /// <summary>What the host did that a correct client would not have done.</summary>
    IReadOnlyList<string> Violations { get; }

    /// <summary>Calls beyond a rate that the platform allows, which were refused. A client learns of a limit this way; one that knows it has none.</summary>
    long ThrottledCalls { get; }

    /// <summary>Calls for an access token, failed ones included; none on a platform that has no such call.</summary>
    long TokenRequests { get; }

    /// <summary>Attempts to send a message, failed ones included.</summary>
    long SendRequests { get; }

    /// <summary>The access token is refused from now on, and the next token call gives a new one. Nothing on a platform without tokens.</summary>
    void RevokeToken();

    /// <summary>That part of all sends, from 0 to 1, is answered with a server error and nobody sees the message.</summary>
    void FailSends(double share);

    /// <summary>The platform's call of the bot's webhook.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="host">Scheme, host and port of the host.</param>
    HttpRequestMessage Ask(SimulatedQuestion question, Uri host);

    /// <summary>Waits until what people saw satisfies the condition, and gives it back.</summary>
    /// <exception cref="TimeoutException">It did not in time; the message says what they saw.</exception>
    Task<IReadOnlyList<SimulatedDelivery>> WaitForAsync(Func<IReadOnlyList<SimulatedDelivery>, bool> condition, TimeSpan timeout);
}
