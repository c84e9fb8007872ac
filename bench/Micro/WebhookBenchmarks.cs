using BenchmarkDotNet.Attributes;
using BotHost.Adapters;
using BotHost.Adapters.DingTalk;
using BotHost.Simulator;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Receiver = BotHost.Adapters.DingTalk.DingTalkWebhook;

namespace BotHost.Bench.Micro;

/// <summary>What every webhook costs before it is stored: the proof, and the proof with the translation.</summary>
public class WebhookBenchmarks
{
    private FakeDingTalk _platform = null!;
    private string[] _secrets = [];
    private string _timestamp = "";
    private string _sign = "";
    private string _forgedSign = "";
    private Receiver _receiver = null!;
    private WebhookRequest _genuine = null!;
    private WebhookRequest _forged = null!;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _platform = await FakeDingTalk.StartAsync();
        var webhook = _platform.Ask(new DingTalkQuestion { Text = "今天下午三点的项目例会在哪个会议室开，需要提前准备哪些材料？", IsGroup = true });
        var forged = webhook.Forged();
        _secrets = [_platform.AppSecret];
        (_timestamp, _sign, _forgedSign) = (webhook.Timestamp, webhook.Sign, forged.Sign);
        _receiver = new Receiver(
            new DingTalkOptions { Bot = "dingtalk", AppKey = _platform.AppKey, AppSecret = _platform.AppSecret, RobotCode = _platform.RobotCode },
            TimeProvider.System,
            NullLogger<Receiver>.Instance);
        _genuine = Request(webhook);
        _forged = Request(forged);
        if (Receive() is not WebhookResult.Accepted || ReceiveForged() is not WebhookResult.Rejected)
            throw new InvalidOperationException("The receiver does not do what is to be measured.");
    }

    [GlobalCleanup]
    public async Task CleanUpAsync() => await _platform.DisposeAsync();

    [Benchmark]
    public bool CheckSignature() => DingTalkSignature.Check(_timestamp, _sign, _secrets, TimeProvider.System.GetUtcNow()) == SignatureCheck.Genuine;

    [Benchmark]
    public bool CheckForgedSignature() => DingTalkSignature.Check(_timestamp, _forgedSign, _secrets, TimeProvider.System.GetUtcNow()) == SignatureCheck.Forged;

    [Benchmark]
    public object Receive() => _receiver.Receive(_genuine);

    [Benchmark]
    public object ReceiveForged() => _receiver.Receive(_forged);

    private static WebhookRequest Request(BotHost.Simulator.DingTalkWebhook webhook)
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in webhook.Headers)
            headers[name] = value;
        return new WebhookRequest { Method = "POST", Query = QueryCollection.Empty, Headers = headers, Body = webhook.Body };
    }
}
