using BotHost.Adapters.WeComAiBot;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.WeComAiBot;

/// <summary>A kill at every step of a growing answer: what people saw is finished once.</summary>
public sealed class WeComAiBotKillTests : IDisposable
{
    private const string Ok = """{"errcode":0,"errmsg":"ok"}""";

    private readonly WeComAiBotBot _bot = new();

    public void Dispose() => _bot.Dispose();

    [Fact]
    public async Task Killed_while_it_grows_the_stream_goes_on_with_the_new_text()
    {
        _bot.Ask();
        await _bot.Open().ShowAsync("第一次", CancellationToken.None);
        _bot.Restart();

        var sink = _bot.Open();
        Assert.NotNull(sink.Growth);
        await sink.ShowAsync("第二次", CancellationToken.None);

        Assert.Equal(new Frame(_bot.Stream, Finish: false, "第二次"), await _bot.PollAsync());
    }

    [Fact]
    public async Task Killed_before_anybody_fetched_it_the_answer_is_still_fetched()
    {
        _bot.Ask();
        await KilledWhileWaitingAsync("好的");

        var (result, seen) = await _bot.SendFetchedAsync("好的");

        Assert.Equal(new SendResult.Delivered(_bot.Stream), result);
        Assert.Equal("好的", seen.Content);
        Assert.True(WeComAiBotDelivery.FromJson(Assert.Single(_bot.Delivery.Stored)).IsFetched);       // the text is there already
    }

    [Fact]
    public async Task Killed_after_the_last_frame_was_given_out_nothing_is_sent_a_second_time()
    {
        _bot.Ask();
        await KilledWhileWaitingAsync("好的");
        Assert.Equal(new Frame(_bot.Stream, Finish: true, "好的"), await _bot.PollAsync());
        _bot.Restart();

        Assert.Equal(new SendResult.Delivered(_bot.Stream), await _bot.Open().SendAsync(WeComAiBotBot.Part("好的"), CancellationToken.None));

        _bot.Time.Advance(TimeSpan.FromMinutes(10));        // nor later, when the stream is over
        Assert.Equal(new SendResult.Delivered(_bot.Stream), await _bot.Open().SendAsync(WeComAiBotBot.Part("好的"), CancellationToken.None));
        Assert.Equal("好的", (await _bot.PollAsync()).Content);
        Assert.Empty(_bot.Http.Requests);
    }

    [Fact]
    public async Task Killed_between_a_picture_and_the_text_the_picture_comes_once()
    {
        _bot.Ask();
        var picture = WeComAiBotBot.Picture(_bot.Media.Keep());
        await _bot.Open().SendAsync(picture, CancellationToken.None);
        _bot.Restart();

        Assert.Equal(new SendResult.Delivered(_bot.Stream), await _bot.Open().SendAsync(picture, CancellationToken.None));
        Assert.IsType<SendResult.Delivered>((await _bot.SendFetchedAsync("看", index: 1)).Result);

        Assert.Single((await _bot.PollRawAsync()).Opened()["stream"]!["msg_item"]!.AsArray());
    }

    [Fact]
    public async Task Killed_between_the_decision_for_a_message_and_the_message_it_is_sent()
    {
        _bot.Ask();
        _bot.Http.Answers(async (_, _) =>
        {
            await Task.Yield();
            throw new HttpRequestException(HttpRequestError.ConnectionError);
        });
        await _bot.SendUnfetchedAsync("好的");
        _bot.Restart();
        _bot.Http.Answers(200, Ok);

        Assert.True((await _bot.PollAsync()).Finish);
        Assert.Equal(new SendResult.Delivered(""), await _bot.Open().SendAsync(WeComAiBotBot.Part("好的"), CancellationToken.None));
    }

    [Fact]
    public async Task Killed_after_the_message_was_sent_it_goes_to_the_same_address_which_shows_it_once()
    {
        _bot.Ask();
        _bot.Http.Answers(200, Ok).Answers(200, Ok);
        await _bot.SendUnfetchedAsync("好的");
        _bot.Restart();

        Assert.IsType<SendResult.Delivered>(await _bot.Open().SendAsync(WeComAiBotBot.Part("好的"), CancellationToken.None));

        Assert.Equal(2, _bot.Http.Requests.Select(request => (request.Url, request.Body)).Count(call => call.Url == WeComAiBotWebhooks.ResponseUrl));
    }

    [Fact]
    public async Task Whoever_lost_the_message_sends_nothing_more()
    {
        _bot.Ask();
        var sink = _bot.Sender.Open(_bot.Message, new LostState());

        await Assert.ThrowsAsync<InvalidOperationException>(() => sink.SendAsync(WeComAiBotBot.Part("好的"), CancellationToken.None));
        Assert.Empty(_bot.Http.Requests);
    }

    private async Task KilledWhileWaitingAsync(string text)
    {
        _ = _bot.Open().SendAsync(WeComAiBotBot.Part(text), CancellationToken.None);
        await Eventually.UntilAsync(() => _bot.Delivery.Value is not null && WeComAiBotDelivery.FromJson(_bot.Delivery.Value).Stage == WeComAiBotStage.Complete);
        _bot.Restart();
    }

    private sealed class LostState : IDeliveryState
    {
        public string? Value => null;

        public Task StoreAsync(string value, CancellationToken cancellationToken) => throw new InvalidOperationException("somebody else has it");

        public Task<bool> TryStoreAsync(string value, CancellationToken cancellationToken) => throw new InvalidOperationException("somebody else has it");
    }
}
