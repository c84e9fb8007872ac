using BotHost.Tests.Vectors;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Forgeries;

/// <summary>A host whose bots have all answered a genuine message: whatever they ask for beforehand, they have. Any further call is one too many.</summary>
public abstract class ForgeryHost : VectorHost
{
    /// <summary>The moment of all requests: nothing gets old while the tests run.</summary>
    public static DateTimeOffset Moment { get; } = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);

    protected override DateTimeOffset Now => Moment;

    /// <summary>Sends a request and looks for what it left behind.</summary>
    internal async Task<RawResponse> AssertRefusedAsync(Forgery forgery)
    {
        var before = Traces();

        var response = await RawConnection.SendOnceAsync(App.Webhook, forgery.Request);

        Assert.Contains(response.Status, forgery.Refusals);
        Assert.Empty(response.Status is 200 or 204 ? [] : response.Body);
        await App.UntilIdleAsync();
        Assert.Equal(before, Traces());
        return response;
    }

    /// <summary>The same, a byte at a time: neither the head nor the body is complete when it is read first.</summary>
    internal async Task AssertSlowlyRefusedAsync(RawRequest request)
    {
        var before = Traces();
        using var connection = await RawConnection.OpenAsync(App.Webhook);

        foreach (var letter in request.ToBytes())
        {
            await connection.SendAsync(new[] { letter });
        }

        Assert.InRange((await connection.ReceiveAsync())!.Status, 400, 403);
        await App.UntilIdleAsync();
        Assert.Equal(before, Traces());
    }

    /// <summary>A genuine request of which the last byte never comes.</summary>
    internal async Task AssertBrokenOffAsync(RawRequest request)
    {
        var before = Traces();
        using (var connection = await RawConnection.OpenAsync(App.Webhook))
        {
            await connection.SendAsync(request.ToBytes().AsMemory()[..^1]);
            connection.EndSending();

            Assert.InRange((await connection.ReceiveAsync())?.Status ?? 400, 400, 499);       // or no answer at all
        }

        await App.UntilIdleAsync();
        Assert.Equal(before, Traces());
    }

    /// <summary>What a message leaves behind: a row, a question, calls to the platform.</summary>
    internal (int Stored, long Asked, int Calls) Traces() => (App.Stored().Count, App.Model.TotalCalls, Platform.Calls.Count);

    /// <summary>The genuine request is stored, put to the model and answered: the door is open for those who have the key.</summary>
    internal async Task AssertAcceptedAsync(RawRequest genuine, string bot, int status = 200)
    {
        var exchange = await ExchangeAsync(genuine, bot);

        Assert.Equal(status, exchange.Response.Status);
        Assert.Single(exchange.Stored);
        Assert.NotEmpty(exchange.Asked);
        Assert.Single(exchange.Sends);
    }
}
