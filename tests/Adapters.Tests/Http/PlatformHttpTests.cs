using System.Net;
using BotHost.Adapters.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.Tests.Http;

/// <summary>The real client against a real server on loopback.</summary>
public sealed class PlatformHttpTests
{
    [Fact]
    public async Task A_redirect_is_not_followed_a_cookie_not_kept_and_an_address_not_logged()
    {
        var seen = new List<string>();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using var server = builder.Build();
        server.Run(http =>
        {
            seen.Add($"{http.Request.Path} {http.Request.Headers.Cookie}");
            http.Response.Headers.SetCookie = "session=1";
            http.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });
        await server.StartAsync(TestContext.Current.CancellationToken);
        var log = new RecordedLog<object>();
        var services = new ServiceCollection().AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new Everything(log)));
        services.AddPlatformHttpClient("DingTalk");
        await using var provider = services.BuildServiceProvider();

        for (var i = 0; i < 2; i++)
        {
            using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient(PlatformHttp.ClientName("DingTalk"));
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{server.Urls.Single()}/send?session=secret");
            var answer = await HttpExchange.RunAsync(client, request, TimeProvider.System, TestContext.Current.CancellationToken);
            Assert.Equal((int)HttpStatusCode.Redirect, answer.Status);
        }

        Assert.Equal(["/send ", "/send "], seen);
        Assert.DoesNotContain(log.Lines, line => line.Message.Contains("secret", StringComparison.Ordinal));
    }

    private sealed class Everything(ILogger log) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
