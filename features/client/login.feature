@login
Feature: A client signs in

  What dispatch, notification and Passport servers vary, and refusals.

  Rule: C-VER-04 The reply may have another order

    @certify-client @C-VER-04
    Example: CVR0 comes first
      Given the kit plays the server
      And Alice is about to sign in
      When Alice calls at the dispatch server:
        """
        # C-VER-01
        >>> VER <ver=1> <dialects=MSNP8 CVR0>\r\n
        <<< VER <ver> CVR0 MSNP8\r\n
        # C-VER-04
        >>> CVR <cvr=2> <rest-cvr=0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com>\r\n
        <<< CVR <cvr> 1.0.0000 1.0.0000 1.0.0000 http://messenger.msn.com http://messenger.msn.com\r\n
        """
      Then Alice signs in at the notification server

  Rule: C-VER-05 C-VER-06 A client that has no dialect in common with the server ends the login

    @certify-client @C-VER-05
    Example: No dialect at all
      Given the kit plays the server
      And Alice is about to sign in
      When Alice calls at the dispatch server:
        """
        # C-VER-01
        >>> VER <ver=1> <dialects=MSNP8 CVR0>\r\n
        <<< VER <ver> 0\r\n
        """
      Then Alice's client gives up

    @certify-client @C-VER-05
    Example: 0 with names behind it
      Given the kit plays the server
      And Alice is about to sign in
      When Alice calls at the dispatch server:
        """
        # C-VER-01
        >>> VER <ver=1> <dialects=MSNP8 CVR0>\r\n
        <<< VER <ver> 0 MSNP9 MSNP10\r\n
        """
      Then Alice's client gives up

    @certify-client @C-VER-06
    Example: Another dialect
      Given the kit plays the server
      And Alice is about to sign in
      When Alice calls at the dispatch server:
        """
        # C-VER-01
        >>> VER <ver=1> <dialects=MSNP8 CVR0>\r\n
        <<< VER <ver> MSNP7 CVR0\r\n
        """
      Then Alice's client gives up

  Rule: C-XFR-02 C-XFR-04 A client signs in wherever it is sent

    @certify-client @C-XFR-02
    Example: There is no dispatch server
      Given the kit plays the server
      And there is no dispatch server
      And Alice is online
      Then Alice still answers

    @certify-client @C-XFR-04 @C-XFR-01
    Example: Alice is sent on twice
      Given the kit plays the server
      And Alice has been sent to the notification server
      When Alice signs in:
        """
        # C-VER-01
        >>> VER <ver=1> <dialects=MSNP8 CVR0>\r\n
        <<< VER <ver> MSNP8 CVR0\r\n
        # C-CVR-01
        >>> CVR <cvr=2> <rest-cvr=0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com>\r\n
        <<< CVR <cvr> 1.0.0000 1.0.0000 1.0.0000 http://messenger.msn.com http://messenger.msn.com\r\n
        # C-USR-01
        >>> USR <usr=3> TWN I <alice=alice@passport.com>\r\n
        # C-XFR-04
        <<< XFR <usr> NS <notification> 0 <notification>\r\n
        <<< (close)
        """
      Then Alice signs in at the notification server

  Rule: C-AUT-05 C-AUT-07 Passport answers in many forms

    @certify-client @C-AUT-05 @C-AUT-01
    Example: The login page is elsewhere, and then elsewhere again
      Given the kit plays the server
      And Passport redirects 2 times
      And Alice is online
      Then Alice still answers

    @certify-client @C-AUT-07
    Example: The names of headers are in lower case
      Given the kit plays the server
      And Passport writes the names of headers in lower case
      And Alice is online
      Then Alice still answers

  Rule: C-XFR-07 A server may be named by a DNS name

    @certify-client @C-XFR-07
    Example: localhost
      Given the kit plays the server
      And the servers go by the name of localhost
      And Alice is online
      Then Alice still answers

  Rule: C-XFR-06 A client that is sent on in the middle of a session goes

    @certify-client @C-XFR-06
    Example: XFR that nobody has asked for
      Given the kit plays the server
      And Alice is online
      When the server sends:
        """
        <<< XFR 0 NS <notification> 0 <notification>\r\n
        """
      Then Alice's client comes again

  Rule: C-AUT-06 A client that Passport refuses ends the login

    @certify-client @C-AUT-06
    Example: The password is wrong
      Given the kit plays the server
      When Alice signs in with a wrong password

  Rule: C-AUT-08 An error to USR ends the login

    @certify-client @C-AUT-08
    Example: The ticket is refused
      Given the kit plays the server
      And Alice has been sent to the notification server
      When Alice signs in:
        """
        # C-VER-01
        >>> VER <ver=1> <dialects=MSNP8 CVR0>\r\n
        <<< VER <ver> MSNP8 CVR0\r\n
        # C-CVR-01
        >>> CVR <cvr=2> <rest-cvr=0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com>\r\n
        <<< CVR <cvr> 1.0.0000 1.0.0000 1.0.0000 http://messenger.msn.com http://messenger.msn.com\r\n
        # C-USR-01
        >>> USR <usr=3> TWN I <alice=alice@passport.com>\r\n
        <<< 911 <usr>\r\n
        """
      Then Alice's client gives up

  Rule: C-CHL-05 A server need not challenge

    @certify-client @C-CHL-05
    Example: Nothing but PNG and presence
      Given the kit plays the server
      And the server never challenges
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< NLN AWY <bob=bob@passport.com> Bob 24\r\n
        """
      Then Alice's client goes on without a challenge

  Rule: C-SYN-03 C-SYN-10 A list that the client has is not sent again

    @certify-client @C-SYN-03 @C-SYN-10
    Example: Alice comes back
      Given the kit plays the server
      And the accounts stand as in the example session
      And the server sends no list to who has it
      And Alice is online
      When Alice logs out
      And Alice signs in again
      Then Alice still answers

  Rule: C-OUT-02 C-OUT-03 A client that is sent away goes

    @certify-client @C-OUT-02
    Example: Alice has signed in elsewhere
      Given the kit plays the server
      And Alice is online
      When the server sends:
        """
        <<< OUT OTH\r\n
        <<< (close)
        """
      Then Alice's client gives up

    @certify-client @C-OUT-03
    Example: The server goes down
      Given the kit plays the server
      And Alice is online
      When the server sends:
        """
        <<< OUT SSD\r\n
        <<< (close)
        """
      Then Alice's client gives up
