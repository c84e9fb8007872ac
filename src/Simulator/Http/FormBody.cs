using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace BotHost.Simulator;

/// <summary>One field of a form that may hold files.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="FileName">Empty where it is no file.</param>
/// <param name="ContentType">Empty where none is named.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record FormField(string Name, string FileName, string ContentType, ReadOnlyMemory<byte> Content);

/// <summary>Takes forms with files apart.</summary>
internal static class FormBody
{
    /// <returns>Null if it is no form of that kind.</returns>
    public static async Task<IReadOnlyList<FormField>?> ReadAsync(HttpContext context, byte[] body)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || type.MediaType != "multipart/form-data" || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
        {
            return null;
        }

        var fields = new List<FormField>();
        try
        {
            var reader = new MultipartReader(boundary, new MemoryStream(body));
            while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) || disposition.DispositionType != "form-data")
                    return null;
                using var content = new MemoryStream();
                await section.Body.CopyToAsync(content, context.RequestAborted);
                fields.Add(new FormField(
                    HeaderUtilities.RemoveQuotes(disposition.Name).ToString(), HeaderUtilities.RemoveQuotes(disposition.FileName).ToString(), section.ContentType ?? "", content.ToArray()));
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            return null;
        }

        return fields;
    }
}
